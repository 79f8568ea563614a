/**
 * Money is a whole number of millisatoshis ("msat"), and never a fraction. A JavaScript number holds 90,000 bitcoins of them exactly.
 * Contracts in satoshis (1 sat is 1,000 msat, one bitcoin is 100,000,000 sats) are converted at their edge.
 */
export type Msat = number;

/** Satoshis, with up to three decimals: the unit of the embedded contract and of the scenario file. */
export type Sats = number;

const MSAT_PER_SAT = 1_000;

/** The same amount in msat. Rounded, because 1.001 × 1000 is not 1001 in floating point. */
export function msatOf(sats: Sats): Msat {
  return Math.round(sats * MSAT_PER_SAT);
}

/** The same amount in sats, with up to three decimals. Exact up to 2^43 sats, about 87,960 bitcoins. */
export function satsOf(msat: Msat): Sats {
  return msat / MSAT_PER_SAT;
}
