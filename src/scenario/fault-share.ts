/**
 * How many payouts of a phase meet a fault. A rate is exact: 5% of 600 payouts is 30 payouts, never "about 30". Rates are held
 * in millionths, whole numbers, so that the count does not depend on how a computer rounds 0.05.
 */
export type FaultShare =
  | { readonly kind: "rate"; readonly millionths: number; readonly declared: string }
  | { readonly kind: "count"; readonly count: number; readonly declared: string };

/** All of them. */
const MILLION = 1_000_000;

/** The exact number of payouts, out of `payouts`, that meet the fault; a half is rounded up. */
export function faultCount(share: FaultShare, payouts: number): number {
  return share.kind === "count" ? share.count : Math.round((share.millionths * payouts) / MILLION);
}

/** The share as a rate from 0 to 1. */
export function faultRate(share: FaultShare, payouts: number): number {
  return share.kind === "count" ? share.count / payouts : share.millionths / MILLION;
}
