/**
 * Money is an integer number of satoshis ("sats") everywhere; one bitcoin is 100,000,000 sats.
 * There is no fraction, no float arithmetic on money, and no other unit in this project.
 */
export type Sats = number;

/** The fee of a payout in percent of its amount, rounded up to a whole sat. */
const FEE_PERCENT = 2;

/** The fee of a payout: 2 % of the amount, rounded up. `feeSats(1000)` is 20, `feeSats(1)` is 1. */
export function feeSats(amountSats: Sats): Sats {
  return Math.ceil((amountSats * FEE_PERCENT) / 100);
}

/** What a payout takes from the balance of its project: amount plus fee. `costSats(1000)` is 1,020. */
export function costSats(amountSats: Sats): Sats {
  return amountSats + feeSats(amountSats);
}
