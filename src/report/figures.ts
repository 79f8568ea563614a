import { formatSats } from "../domain/format.ts";
import { isMetricName, metricText } from "../domain/metric.ts";
import type { Msat } from "../domain/money.ts";
import type { AlertResult, ThresholdResult } from "../domain/reconciliation.ts";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en-US", { maximumFractionDigits: 4 });
const tenths = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** What stands for a figure that is not known. */
const UNKNOWN = "?";

/** A figure with thousands separated and a minus sign as wide as a digit (U+2212): `−10,200`. `?` where it is not known. */
export function figure(value: number | null): string {
  if (value === null) return UNKNOWN;
  // A sum of nothing can be -0, which is no less than 0.
  return whole.format(value === 0 ? 0 : value).replace("-", "−");
}

/** An amount of money in sats, with up to three decimals where there are any: `−10,200`, `0.5`. `?` where it is not known. */
export function amount(msat: Msat | null): string {
  return msat === null ? UNKNOWN : formatSats(msat);
}

/** An amount of money in sats that says its direction: `+8,568`, `−10,200`, `0`. */
export function signed(msat: Msat | null): string {
  return msat !== null && msat > 0 ? `+${amount(msat)}` : amount(msat);
}

/** A signed amount of money with its unit: `−10,200 sats`, `+1 sat`. */
export function signedSats(msat: Msat): string {
  return `${signed(msat)} ${Math.abs(msat) === 1_000 ? "sat" : "sats"}`;
}

/** A count of payouts: `10 payouts`, `1 payout`, and `no payout` where none explains what happened. */
export function payoutCount(count: number): string {
  if (count === 0) return "no payout";
  return `${figure(count)} ${count === 1 ? "payout" : "payouts"}`;
}

/** A duration: `4.2 ms`, `131 ms`, `12.5 s`. */
export function duration(ms: number): string {
  if (ms >= 10_000) return `${tenths.format(ms / 1000)} s`;
  return `${ms < 10 ? tenths.format(ms) : whole.format(ms)} ms`;
}

/** A share of one in percent: `5.0 %`, `0 %`, and `<0.1 %` for what would be rounded to none. */
export function percent(share: number): string {
  if (share === 0) return "0 %";
  return share > 0 && share < 0.000_5 ? "<0.1 %" : `${tenths.format(share * 100)} %`;
}

/** A duration in seconds, so that several can be compared at a glance: `0.6 s`, `12.5 s`. */
export function seconds(ms: number): string {
  return `${tenths.format(ms / 1000)} s`;
}

/**
 * The figure that a threshold or an alert looked at, in the terms of its condition: `p(95)<500` looked at `612 ms`, `rate<2%` at `5%` and
 * `rate<0.02` at `0.05`. Undefined where there was none.
 */
export function looked(result: ThresholdResult | AlertResult): string | undefined {
  const { value } = result;
  if (value === null) return undefined;
  const condition = "when" in result ? result.when : result.expression;
  const metric = "when" in result ? (/^\w+/.exec(result.when)?.[0] ?? "") : result.metric;
  if (isMetricName(metric) && metricText(metric).kind === "trend") return duration(value);
  return condition.includes("%") ? `${fine.format(value * 100)}%` : fine.format(value);
}
