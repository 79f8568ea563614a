import type { Msat } from "../../domain/money.ts";
import { type PaymentFaultName, paymentFaults } from "../../domain/payment-fault.ts";

/** How a payment stands. */
export type PaymentStatus =
  | { readonly kind: "in-flight" }
  /** With a reason, it contradicts itself. */
  | { readonly kind: "settled"; readonly preimage: string; readonly reason?: FailureReason | undefined }
  | { readonly kind: "failed"; readonly reason: FailureReason };

/** What the caller of a payment hears. A payment that is not held is heard of only when it ends. */
export type PaymentUpdate =
  | { readonly kind: "in-flight" }
  | EndedPayment
  /** Instead of an answer, the connection is to be reset, or the provider answers with an error that says nothing about the payment. */
  | { readonly kind: "reset" | "error" };

/** Why a payment failed, in LND's words (lnd `lightning.proto`, `PaymentFailureReason`). */
export type FailureReason = "FAILURE_REASON_NO_ROUTE" | "FAILURE_REASON_TIMEOUT";

/** What the node remembers of every payment, whatever became of it. */
export interface PaymentRecord {
  /** 64 hex digits. */
  readonly paymentHash: string;
  /** Who is paid; "" for somebody whom we do not know. */
  readonly payee: string;
  readonly amountMsat: Msat;
  /** The routing fee, on top of the amount; it is only paid with it. */
  readonly feeMsat: Msat;
  /** "" for a spontaneous payment. */
  readonly invoice: string;
  readonly createdEpochMs: number;
  /** From 1, in the order in which payments were accepted. A payment that is tried again after it failed has a new one. */
  readonly index: number;
}

/** A payment as the node remembers it. It tells the preimage once the payment has settled. */
export type TrackedPayment = PaymentRecord & ({ readonly kind: "in-flight" } | PaymentEnd);

/** A payment that has ended. */
export type EndedPayment = PaymentRecord & PaymentEnd;

type PaymentEnd = Exclude<PaymentStatus, { readonly kind: "in-flight" }> & { readonly endedEpochMs: number };

/** How a payment with this fault ends, where it does not fail before it starts. */
export function endOf(
  fault: PaymentFaultName,
  preimage: string,
): Exclude<PaymentStatus, { readonly kind: "in-flight" }> {
  const { ends, held, answer } = paymentFaults[fault];
  if (answer === "contradiction") return { kind: "settled", preimage, reason: "FAILURE_REASON_TIMEOUT" };
  if (ends === "settled") return { kind: "settled", preimage };
  return { kind: "failed", reason: held ? "FAILURE_REASON_TIMEOUT" : "FAILURE_REASON_NO_ROUTE" };
}
