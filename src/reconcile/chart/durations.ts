import type { DurationHistogram } from "../../domain/chart.ts";
import { outcomes } from "../../domain/outcome.ts";
import type { PayoutLine } from "../payout-line.ts";
import { distributionOf, payoutDurations } from "../percentiles.ts";

/** The durations of answered payouts, by conclusion. */
export function durationsOf(lines: readonly PayoutLine[]): readonly DurationHistogram[] {
  return outcomes.flatMap((outcome) => {
    const durations = payoutDurations(lines.filter((line) => line.conclusion === outcome));
    const distribution = distributionOf(durations);
    if (distribution === undefined) return [];
    return [{ outcome, count: durations.length, buckets: bucketsOf(durations), quantiles: distribution.figures }];
  });
}

/** Eight buckets per doubling, so a few hundred at most. The durations are sorted. */
function bucketsOf(durations: Float64Array): DurationHistogram["buckets"] {
  const buckets: { readonly fromMs: number; readonly toMs: number; count: number }[] = [];
  let end = 0;
  for (const ms of durations) {
    const micros = Math.round(ms * 1000);
    const last = buckets.at(-1);
    if (last !== undefined && micros < end) {
      last.count += 1;
      continue;
    }
    const width = micros < 8 ? 1 : 2 ** (Math.floor(Math.log2(micros)) - 3);
    const from = Math.floor(micros / width) * width;
    end = from + width;
    buckets.push({ fromMs: from / 1000, toMs: end / 1000, count: 1 });
  }
  return buckets;
}
