/**
 * Money is a whole number of millisatoshis ("msat"), and never a fraction. A JavaScript number holds 90,000 bitcoins of them exactly.
 * Contracts in satoshis (1 sat is 1,000 msat, one bitcoin is 100,000,000 sats) are converted at their edge.
 */
export type Msat = number;

/** Whole satoshis: the unit of the embedded contract, its ledger, its rail and the scenario file. */
export type Sats = number;

const MSAT_PER_SAT = 1_000;

/** The same amount in msat. */
export function msatOf(sats: Sats): Msat {
  return sats * MSAT_PER_SAT;
}

/** The same amount in sats, with up to three decimals, for display. */
export function satsOf(msat: Msat): number {
  return msat / MSAT_PER_SAT;
}

const FEE_PERCENT = 2;

/** The fee for a payout under the embedded contract: 2% of the amount, rounded up. `feeSats(1000)` is 20, `feeSats(1)` is 1. */
export function feeSats(amountSats: Sats): Sats {
  return Math.ceil((amountSats * FEE_PERCENT) / 100);
}

/** What a payout costs its project by the embedded contract. `costSats(1000)` is 1,020. */
export function costSats(amountSats: Sats): Sats {
  return amountSats + feeSats(amountSats);
}

/** The same in msat: `costMsat(1_000_000)` is 1,020,000. */
export function costMsat(amountMsat: Msat): Msat {
  return amountMsat + msatOf(feeSats(satsOf(amountMsat)));
}
