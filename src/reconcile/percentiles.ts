import { percentileOf } from "../domain/condition.ts";
import type { TrendMetric } from "../domain/reconciliation.ts";
import type { Lines } from "./line-store.ts";
import type { PayoutLine } from "./payout-line.ts";
import type { RunEvents } from "./run-events.ts";

/** The distribution of durations in milliseconds, shared by metrics, thresholds and the chart so that they agree. */
export interface Distribution {
  readonly figures: TrendMetric;
  /** The figure of an aggregate: `avg`, `min`, `med`, `max`, `p(99.9)`; undefined for any other. */
  figureOf(aggregate: string): number | undefined;
}

/** The distribution of durations, which are sorted in place; undefined if there are none. */
export function distributionOf(durationsMs: Float64Array): Distribution | undefined {
  const count = durationsMs.length;
  if (count === 0) return undefined;
  const sorted = durationsMs.sort();
  // Nearest rank, so always a measured duration. 1e-9: floating point must not push 99.9 % to the next rank.
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

/**
 * The duration of each answered payout that is counted, from its first sending to its last answer, in milliseconds. Where an attempt was not told of,
 * nobody knows it.
 */
export function payoutDurations(
  { lines, events: { notReported } }: { readonly lines: Lines; readonly events: Pick<RunEvents, "notReported"> },
  isCounted: (line: PayoutLine) => boolean = () => true,
): Float64Array {
  const durations = new Float64Array(lines.length);
  let count = 0;
  for (const line of lines) {
    if (line.answers === 0 || notReported.has(line.payout) || !isCounted(line)) continue;
    durations[count] = line.lastAnsweredMs - line.firstSentMs;
    count += 1;
  }
  return durations.subarray(0, count);
}

/** Milliseconds to three decimals, the precision of the measurement. */
export function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
