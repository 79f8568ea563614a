import { chargeAndPay } from "./steps/charge-and-pay.ts";

/** Resets the balance to what it was before the charge: a popular wrong fix, which also undoes the payouts in between. */
export const snapshotRollback = chargeAndPay((payout, before, { store }) => store.restore(payout, before.balanceMsat));
