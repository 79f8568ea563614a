import type { DuplicateHandlingName } from "../domain/duplicate-handling.ts";
import type { RailPayment } from "./core/payment.ts";

/** What the API learns from one send. Only `settled`, `failed` and `already-paid` are definite; after the others the money may have moved. */
export type RailAnswer =
  /** `failureReason`: why it failed, in an answer that says both (lnd #8884); the payment has settled all the same. */
  | { readonly kind: "settled"; readonly failureReason?: string }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "already-paid" }
  | { readonly kind: "in-transition" }
  | { readonly kind: "timeout" }
  | { readonly kind: "broken"; readonly reason: string };

/** The state of a payment hash. `absent` means not *yet* initiated, never failed; `unknown`: the node could not be asked. */
export type RailState = "in-flight" | "settled" | "failed" | "absent" | "unknown";

/** What the rail tells of its own accord, by webhook: a payment has ended. It may come late, twice or never. */
export interface RailEvent {
  readonly paymentHash: string;
  readonly status: "settled" | "failed";
}

/** Hooks into a send. */
export interface SendHooks {
  /** Called once the payment is on its way to the node and can no longer be recalled. */
  readonly sent?: () => void;
  /** Called right before the payment is sent; returning false cancels it, and the answer is `broken`. */
  readonly maySend?: () => boolean;
}

/** The API's port to a Lightning node: over REST (`rest-rail.ts`), or in the same process. The node itself is `node.ts`. */
export interface Rail {
  /** How the node treats payments that it has seen before. */
  readonly duplicates: DuplicateHandlingName;
  /** Sends one payment and waits until the rail's timeout. Never rejects: errors are returned as results. */
  send(payment: RailPayment, sending?: SendHooks): Promise<RailAnswer>;
  /** Asks for the state of a payment. Never rejects. */
  track(paymentHash: string): Promise<RailState>;
  close(): Promise<void>;
}
