import type { DuplicateHandlingName } from "../domain/duplicate-handling.ts";
import type { Sats } from "../domain/money.ts";

/** One payment that the API asks the node to make, spontaneous (keysend): the sender chooses the preimage. */
export interface RailPayment {
  /** SHA-256 of the preimage, 64 hex digits. The node knows a payment by it. */
  readonly paymentHash: string;
  /** 64 hex digits. */
  readonly preimage: string;
  /** The gamertag that is paid. */
  readonly payee: string;
  readonly amountSats: Sats;
}

/**
 * What the API learns from one sending. Only `settled`, `failed` and `already-paid` are definite; the others leave open whether
 * the money moved.
 */
export type RailAnswer =
  | { readonly kind: "settled" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "already-paid" }
  | { readonly kind: "in-transition" }
  | { readonly kind: "timeout" }
  | { readonly kind: "broken"; readonly reason: string };

/** What the node says of a payment hash. `absent` means not *yet* initiated, never failed; `unknown`: the node could not be asked. */
export type RailState = "in-flight" | "settled" | "failed" | "absent" | "unknown";

/** What happens while a payment is sent. */
export interface SendHooks {
  /** Called once the payment is on its way to the node and can no longer be called back. */
  readonly sent?: () => void;
  /** Asked at the last moment before the payment goes out; false calls it off, and the answer is then `broken`. */
  readonly maySend?: () => boolean;
}

/** The port through which the API moves money: a Lightning node, behind REST or in the same process. */
export interface Rail {
  /** How the node behind it treats payments that it has seen before. */
  readonly duplicates: DuplicateHandlingName;
  /** Sends one payment and waits as long as the rail's patience lasts. Never rejects: trouble is an answer. */
  send(payment: RailPayment, sending?: SendHooks): Promise<RailAnswer>;
  /** Asks for the state of a payment. Never rejects. */
  track(paymentHash: string): Promise<RailState>;
  close(): Promise<void>;
}
