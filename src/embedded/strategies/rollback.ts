import type { AfterwardsStrategy } from "../strategy.ts";
import { chargeAndPay } from "./steps/charge-and-pay.ts";
import { bookAsTold } from "./steps/hear.ts";

/**
 * Refunds its own charge whenever the payment did not visibly succeed. Wrong for a timeout or a broken connection after which the node still
 * pays: then both the payee and the user have the money. A webhook that says so is booked, every time that it comes.
 */
export const rollback: AfterwardsStrategy = {
  ...chargeAndPay((payout, _before, { store }) => store.refund(payout, payout.costMsat - payout.keptMsat)),
  hear: bookAsTold,
};
