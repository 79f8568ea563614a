import { Int32Histogram } from "hdr-histogram-js";
import type { DurationHistogram } from "../../domain/chart.ts";
import { outcomes } from "../../domain/outcome.ts";
import { rounded } from "../distribution.ts";
import type { PayoutLine } from "../payout-line.ts";

/** A duration is exact to this many digits: an error of a thousandth. */
const DIGITS = 3;

/** Durations are counted in whole microseconds, up to an hour to begin with; the histogram grows where that is not enough. */
const HOUR_MICROS = 3_600_000_000;

/** How long payouts took, by what the caller was told in the end; outcomes that no answered payout had are left out. */
export function durationsOf(lines: readonly PayoutLine[]): readonly DurationHistogram[] {
  return outcomes.flatMap((outcome) => {
    const own = lines.filter((line) => line.conclusion === outcome && line.answers > 0);
    return own.length === 0 ? [] : [{ outcome, ...histogramOf(own) }];
  });
}

function histogramOf(lines: readonly PayoutLine[]): Omit<DurationHistogram, "outcome"> {
  const counts = new Int32Histogram(1, HOUR_MICROS, DIGITS);
  counts.autoResize = true;
  let longestMs = 0;
  for (const { firstSentMs, lastAnsweredMs } of lines) {
    const ms = lastAnsweredMs - firstSentMs;
    longestMs = Math.max(longestMs, ms);
    counts.recordValue(Math.round(ms * 1000));
  }
  const at = (percent: number) => rounded(Math.min(counts.getValueAtPercentile(percent) / 1000, longestMs));
  return {
    count: lines.length,
    buckets: bucketsOf(counts),
    quantiles: { "p(50)": at(50), "p(95)": at(95), "p(99)": at(99), max: rounded(longestMs) },
  };
}

/** The counts, put together to an eighth of each doubling: as fine as a drawing shows, and a few hundred at the most. */
function bucketsOf(counts: Int32Histogram): DurationHistogram["buckets"] {
  const buckets = new Map<number, { fromMs: number; toMs: number; count: number }>();
  for (let index = 0; index < counts.countsArrayLength; index += 1) {
    const count = counts.getCountAtIndex(index);
    if (count === 0) continue;
    const micros = counts.valueFromIndex(index);
    const width = micros < 8 ? 1 : 2 ** (Math.floor(Math.log2(micros)) - 3);
    const from = Math.floor(micros / width) * width;
    const bucket = buckets.get(from) ?? { fromMs: from / 1000, toMs: (from + width) / 1000, count: 0 };
    bucket.count += count;
    buckets.set(from, bucket);
  }
  return [...buckets.values()];
}
