import type { Msat } from "../../domain/money.ts";
import { type PaymentFaultName, paymentFaults } from "../../domain/payment-fault.ts";
import type { RailPayment } from "./payment.ts";

/** How a payment stands. */
export type PaymentStatus =
  | { readonly kind: "in-flight" }
  | { readonly kind: "settled"; readonly preimage: string }
  | { readonly kind: "failed"; readonly reason: FailureReason };

/** What the caller of a payment hears. A payment that is not held is heard of only when it ends. */
export type PaymentUpdate =
  | PaymentStatus
  /** The connection is to be reset instead of an answer. */
  | { readonly kind: "reset" };

/** Why a payment failed, in LND's words (lnd `lightning.proto`, `PaymentFailureReason`). */
export type FailureReason = "FAILURE_REASON_NO_ROUTE" | "FAILURE_REASON_TIMEOUT";

/** A payment as the node remembers it. */
export type TrackedPayment = PaymentStatus & { readonly amountMsat: Msat };

/** A payment that has ended. */
export type EndedPayment = Exclude<TrackedPayment, { readonly kind: "in-flight" }>;

/** How a payment with this fault ends. */
export function endOf({ amountMsat, preimage }: RailPayment, fault: PaymentFaultName): EndedPayment {
  const { ends, held } = paymentFaults[fault];
  if (ends === "settled") return { kind: "settled", amountMsat, preimage };
  return { kind: "failed", amountMsat, reason: held ? "FAILURE_REASON_TIMEOUT" : "FAILURE_REASON_NO_ROUTE" };
}
