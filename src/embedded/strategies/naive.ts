import { chargeAndPay } from "./steps/charge-and-pay.ts";

/** Charges, pays, and never refunds: the bug this project is about. Whatever goes wrong after the charge, the user has paid for it. */
export const naive = chargeAndPay();
