import { chargeAndPay } from "./steps/charge-and-pay.ts";

/**
 * Refunds its own charge whenever the payment did not visibly succeed. Wrong for a timeout or a broken connection after which the node still
 * pays: then both the payee and the user have the money.
 */
export const rollback = chargeAndPay((payout, _before, { store }) =>
  store.refund(payout, payout.costMsat - payout.keptMsat),
);
