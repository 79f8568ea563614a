import { chargeAndPay } from "./charge-and-pay.ts";

/**
 * Adds its own charge back whenever the payment did not visibly succeed. Right for every payment that really failed, in company
 * too. Wrong for a timeout or a broken connection behind which the node pays after all: then the payee has the money and
 * the user has it back.
 */
export const rollback = chargeAndPay({
  refund: (payout, _before, { store }) => store.refund(payout, payout.costSats),
});
