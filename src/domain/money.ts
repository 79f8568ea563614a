/**
 * Money is an integer number of millisatoshis ("msat") in every type, fact and column: a JavaScript number holds 90,000 bitcoins of them
 * exactly. Contracts that speak of satoshis ("sats"; 1 sat is 1,000 msat, one bitcoin is 100,000,000 sats) are converted at their edge.
 * There is no fraction and no float arithmetic on money.
 */
export type Msat = number;

/** Whole satoshis: what the embedded contract, its ledger, its rail and the scenario file speak of. */
export type Sats = number;

const MSAT_PER_SAT = 1_000;

/** The same amount in msat. */
export function msatOf(sats: Sats): Msat {
  return sats * MSAT_PER_SAT;
}

/** The same amount in sats, with up to three decimals, for whoever shows it. */
export function satsOf(msat: Msat): number {
  return msat / MSAT_PER_SAT;
}

/** True for an amount that can be told in whole sats. */
export function isWholeSats(msat: Msat): boolean {
  return msat % MSAT_PER_SAT === 0;
}

/** The fee of a payout by the embedded contract, in percent of its amount, rounded up to a whole sat. */
const FEE_PERCENT = 2;

/** The fee of a payout by the embedded contract: 2 % of the amount, rounded up. `feeSats(1000)` is 20, `feeSats(1)` is 1. */
export function feeSats(amountSats: Sats): Sats {
  return Math.ceil((amountSats * FEE_PERCENT) / 100);
}

/** What a payout takes from the balance of its project by the embedded contract. `costSats(1000)` is 1,020. */
export function costSats(amountSats: Sats): Sats {
  return amountSats + feeSats(amountSats);
}

/** The same in msat, for whoever calls a service of the embedded contract: `costMsat(1_000_000)` is 1,020,000. */
export function costMsat(amountMsat: Msat): Msat {
  return amountMsat + msatOf(feeSats(satsOf(amountMsat)));
}
