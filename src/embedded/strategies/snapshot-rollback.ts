import { chargeAndPay } from "./charge-and-pay.ts";

/**
 * Sets the balance back to what it was before the charge: the popular wrong fix. Alone it is right. In company it also takes
 * back what other payouts charged, and what they were given back, in the meantime: money out of nothing, or lost again.
 */
export const snapshotRollback = chargeAndPay({
  refund: (payout, before, { store }) => store.restore(payout, before.balanceSats),
});
