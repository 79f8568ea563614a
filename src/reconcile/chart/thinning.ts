import type { ChartPoint, Firing } from "../../domain/chart.ts";

/**
 * Fewer points that draw the same line: of each time slot the first, the lowest, the highest and the last point. With one slot per column
 * of the drawing there is no visible difference (Jugel et al., M4, VLDB 2014).
 */
export function thinPoints(points: readonly ChartPoint[], slots: number): readonly ChartPoint[] {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length <= 4 * slots) return points;
  const widthMs = (last.atMs - first.atMs) / slots;
  const kept: ChartPoint[] = [];
  let slot: ChartPoint[] = [];
  let number = 0;
  for (const point of points) {
    const own = widthMs === 0 ? 0 : Math.min(slots - 1, Math.floor((point.atMs - first.atMs) / widthMs));
    if (own !== number) kept.push(...extremes(slot));
    if (own !== number) slot = [];
    number = own;
    slot.push(point);
  }
  kept.push(...extremes(slot));
  return kept;
}

function extremes(slot: readonly ChartPoint[]): readonly ChartPoint[] {
  const [first] = slot;
  const last = slot.at(-1);
  if (first === undefined || last === undefined) return [];
  let [lowest, highest] = [first, first];
  for (const point of slot) {
    if (point.msat < lowest.msat) lowest = point;
    if (point.msat > highest.msat) highest = point;
  }
  const chosen = new Set([first, lowest, highest, last]);
  return slot.filter((point) => chosen.has(point));
}

/** At most one firing of each fault per time slot: more would be drawn over each other. */
export function thinFirings(firings: readonly Firing[], endMs: number, slots: number): readonly Firing[] {
  const seen = new Map<string, Set<number>>();
  return firings.filter(({ fault, atMs }) => {
    const taken = seen.get(fault) ?? new Set();
    seen.set(fault, taken);
    const slot = endMs <= 0 ? 0 : Math.min(slots - 1, Math.floor((atMs / endMs) * slots));
    if (taken.has(slot)) return false;
    taken.add(slot);
    return true;
  });
}
