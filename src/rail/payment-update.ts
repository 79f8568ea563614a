import type { Sats } from "../domain/money.ts";
import { type PaymentFaultName, paymentFaults } from "../domain/payment-fault.ts";
import type { RailPayment } from "./port.ts";

/** What the caller of a payment is told. Payments that are not held tell only how they ended: the first update is the last. */
export type PaymentUpdate =
  | { readonly kind: "in-flight" }
  | { readonly kind: "settled"; readonly preimage: string }
  | { readonly kind: "failed"; readonly reason: FailureReason }
  /** The connection is to be reset, and the answer lost with it. */
  | { readonly kind: "reset" };

/** Why a payment failed, in LND's words (lnd `lightning.proto`, `PaymentFailureReason`). */
export type FailureReason = "FAILURE_REASON_NO_ROUTE" | "FAILURE_REASON_TIMEOUT";

/** A payment as the node remembers it. */
export type TrackedPayment = { readonly amountSats: Sats } & (
  | { readonly state: "in-flight" }
  | { readonly state: "settled"; readonly preimage: string }
  | { readonly state: "failed"; readonly reason: FailureReason }
);

/** A payment that has come to its end. */
export type EndedPayment = Exclude<TrackedPayment, { readonly state: "in-flight" }>;

/** How a payment with this fault ends. */
export function endOf({ amountSats, preimage }: RailPayment, fault: PaymentFaultName): EndedPayment {
  if (paymentFaults[fault].ends === "settled") return { state: "settled", amountSats, preimage };
  const reason = paymentFaults[fault].held ? "FAILURE_REASON_TIMEOUT" : "FAILURE_REASON_NO_ROUTE";
  return { state: "failed", amountSats, reason };
}

/** What the caller of a payment is told at its end. */
export function lastUpdate(ended: EndedPayment): PaymentUpdate {
  if (ended.state === "settled") return { kind: "settled", preimage: ended.preimage };
  return { kind: "failed", reason: ended.reason };
}

/**
 * Held faults have fired at the hang-up already. An answer is lost whether its caller still waited for it or was killed a moment before: the
 * payment has settled, and nobody was told.
 */
export function firesAtTheEnd(fault: PaymentFaultName): boolean {
  switch (fault) {
    case "failure":
    case "slow":
    case "lost-answer":
      return true;
    case "settle":
    case "timeout":
    case "late-settle":
    case "stuck":
      return false;
  }
}
