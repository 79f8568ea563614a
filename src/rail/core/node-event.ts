import type { CallbackFaultName } from "../../domain/callback-fault.ts";
import type { LookupFaultName } from "../../domain/lookup-fault.ts";
import type { Msat } from "../../domain/money.ts";
import type { PaymentFaultName } from "../../domain/payment-fault.ts";

/**
 * Why the node does not accept a payment hash again. `already-exists`: nothing has been sent for the first one yet (lnd `payments/db`,
 * `StatusInitiated`); the payment is as open as one in transition.
 */
export type Rejection = "in-transition" | "already-exists" | "already-paid";

/** Why nothing was asked of the node: the provider in front of it is busy. */
export type Busy = "busy";

/** What the node did, in order. */
export type NodeEvent = { readonly payee: string; readonly amountMsat: Msat } & (
  | { readonly kind: "received"; readonly fault: PaymentFaultName }
  /** `replayed`: a sticky node repeated how the payment had ended. */
  | { readonly kind: "rejected"; readonly reason: Rejection | Busy | "replayed" }
  /** The caller disconnected, or its time was up, while the payment was in flight: an attempt that timed out at the node. */
  | { readonly kind: "abandoned" }
  /** `feeMsat`: what the route cost, on top of the amount. */
  | { readonly kind: "settled"; readonly feeMsat: Msat }
  | { readonly kind: "failed" }
  /** A fault took effect. */
  | { readonly kind: "fired"; readonly fault: PaymentFaultName | LookupFaultName | CallbackFaultName }
);
