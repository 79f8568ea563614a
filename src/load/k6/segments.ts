import type { Part } from "../parts.ts";

/**
 * The flags that make a process carry out its share of a test. k6 hands out its iterations by these segments in the manner of stripes, and numbers
 * them for all segments together. https://grafana.com/docs/k6/latest/using-k6/k6-options/reference/#execution-segment
 */
export function segmentFlags({ number, of }: Part): readonly string[] {
  if (of === 1) return [];
  const edges = Array.from({ length: of + 1 }, (_, index) => edge(index, of));
  const segment = `${edge(number - 1, of)}:${edge(number, of)}`;
  return ["--execution-segment", segment, "--execution-segment-sequence", edges.join(",")];
}

/** Fractions as the documentation of k6 writes them: in lowest terms. */
function edge(index: number, of: number): string {
  if (index === 0) return "0";
  if (index === of) return "1";
  const by = greatestDivisor(index, of);
  return `${index / by}/${of / by}`;
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other);
}
