import { percentileOf } from "../domain/condition.ts";
import type { TrendMetric } from "../domain/reconciliation.ts";

/** Durations in milliseconds, sorted, so that any figure of theirs can be told. */
export interface Distribution {
  /** The figures that reports show. */
  readonly figures: TrendMetric;
  /** The figure of an aggregate: `avg`, `min`, `med`, `max`, `p(99.9)`; undefined for what is none. */
  figureOf(aggregate: string): number | undefined;
}

/** The distribution of durations, which are sorted in place; undefined where there are none. */
export function distributionOf(durationsMs: Float64Array): Distribution | undefined {
  const count = durationsMs.length;
  if (count === 0) return undefined;
  const sorted = durationsMs.sort();
  // The duration that so many percent do not exceed: one that was measured, and none between two that were. What a computer adds when it
  // multiplies 99.9 must not lead to the next one.
  const at = (percent: number) => rounded(sorted[Math.max(0, Math.ceil((percent * count) / 100 - 1e-9) - 1)] ?? 0);
  const avg = rounded(sorted.reduce((sum, duration) => sum + duration, 0) / count);
  return {
    figures: { "p(50)": at(50), "p(95)": at(95), "p(99)": at(99), max: at(100), min: at(0), avg, med: at(50) },
    figureOf(aggregate) {
      if (aggregate === "avg") return avg;
      const percent = percentileOf(aggregate);
      return percent === undefined ? undefined : at(percent);
    },
  };
}

/** Milliseconds to three decimals: a thousandth of one is beyond what was measured. */
export function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
