import { chargeAndPay } from "./charge-and-pay.ts";

/**
 * Resets the balance to what it was before the charge: the popular wrong fix. Correct when serial, wrong under concurrency: it also undoes the
 * charges and refunds of other payouts in between, which creates or loses money.
 */
export const snapshotRollback = chargeAndPay((payout, before, { store }) => store.restore(payout, before.balanceSats));
