import type { Sats } from "../domain/money.ts";
import type { Metric } from "../domain/reconciliation.ts";

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

/** A figure that says its direction: `+8,568`, `−10,200`, `0`. */
export function signed(value: number | null): string {
  return value !== null && value > 0 ? `+${figure(value)}` : figure(value);
}

/** A signed amount of money: `−10,200 sats`. */
export function signedSats(sats: Sats): string {
  return `${signed(sats)} ${Math.abs(sats) === 1 ? "sat" : "sats"}`;
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
 * The figure that a threshold looked at, in the threshold's own terms: `p(95)<500` looked at `p(95)` of its metric. Undefined
 * where the metric has no such figure.
 */
export function looked(metric: Metric | undefined, expression: string): string | undefined {
  const aggregate = /^\s*([a-z]+(?:\(\d+(?:\.\d+)?\))?)/.exec(expression)?.[1];
  if (metric === undefined || aggregate === undefined) return undefined;
  const value = Object.entries(metric).find(([name]) => name === aggregate)?.[1];
  if (typeof value !== "number") return undefined;
  return "max" in metric ? duration(value) : fine.format(value).replace("-", "−");
}
