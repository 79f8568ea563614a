import type { ScenarioInput } from "../scenario/define.ts";

/** A phase of the load as it is written. */
export type WrittenPhase = ScenarioInput["load"][number];

/** The faults of a phase as they are written. */
export type WrittenFaults = NonNullable<WrittenPhase["faults"]>;

/** One of them: a rate, a count, or a map with settings. */
export type WrittenFault = NonNullable<WrittenFaults[keyof WrittenFaults]>;

/** A map of a document, whatever it holds. */
export type WrittenMap = Readonly<Record<string, unknown>>;

/** True for a map of a document. */
export function isMap(value: unknown): value is WrittenMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A whole number as it is written: `5000` or `"5_000"`; NaN for anything else. */
export function numberOf(value: unknown): number {
  return typeof value === "string" ? Number(value.replaceAll("_", "")) : typeof value === "number" ? value : Number.NaN;
}

/** A map without some of its keys. */
export function withoutKeys<T extends object, Key extends keyof T>(map: T, keys: readonly Key[]): Omit<T, Key> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.some((each) => each === key))) as Omit<T, Key>;
}

/** Smaller whole numbers from 1 upwards, in the order in which they are worth a try: the smallest, then nearer and nearer to `count`. */
export function smallerCounts(count: number): readonly number[] {
  const counts = new Set([1, 2, 3]);
  for (let step = Math.ceil(count / 2); step > 1; step = Math.ceil(step / 2)) counts.add(count - step);
  counts.add(count - 1);
  return [...counts].filter((each) => each >= 1 && each < count).sort((left, right) => left - right);
}

/** Times that are easy to read, in milliseconds. */
export const roundMs: readonly number[] = [1, 10, 100, 1_000, 10_000, 100_000].flatMap((unit) => [
  unit,
  2 * unit,
  5 * unit,
]);
