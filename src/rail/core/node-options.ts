import type { Clock } from "../../domain/clock.ts";
import type { DuplicateHandlingName } from "../../domain/duplicate-handling.ts";
import type { Msat } from "../../domain/money.ts";
import type { PaymentFaultName } from "../../domain/payment-fault.ts";
import type { NodeEvent } from "./node-event.ts";
import type { RailPayment } from "./payment.ts";

/** What a node needs. */
export interface NodeOptions {
  readonly clock: Clock;
  /** Chooses what happens to a payment; called once for each accepted one. A repeat is a hash that failed before. */
  readonly faultOf: (payment: RailPayment, isRepeat: boolean) => PaymentFaultName;
  readonly observe?: ((event: NodeEvent) => void) | undefined;
  /** How long a healthy payment takes; default 1 ms. */
  readonly latencyMs?: number;
  /** How long a `slow` payment takes; default 40 ms. */
  readonly slowMs?: number;
  /** How long after the disconnect a held payment resolves; default 10 ms. */
  readonly resolveAfterMs?: number;
  /** What it does with a payment hash that it has seen before; default `reject`. */
  readonly duplicates?: DuplicateHandlingName;
  /** What the route of a payment costs; default nothing. A caller can have its own (`PayOptions`). */
  readonly routingFeeMsat?: (amountMsat: Msat) => Msat;
  /** What it could send before the first payment; default 10 BTC. It is for display: no payment fails for want of it. */
  readonly openingMsat?: Msat;
}

/** How one payment is made. */
export interface PayOptions {
  /** How long the node may try. */
  readonly timeoutMs?: number | undefined;
  /** The most that the route may cost; 0 means routes without a fee. */
  readonly feeLimitMsat?: Msat | undefined;
  /** What the route costs for this caller; default that of the node. */
  readonly routingFeeMsat?: ((amountMsat: Msat) => Msat) | undefined;
}

/** What can change between two runs on one node. */
export interface NodeChanges {
  readonly duplicates?: DuplicateHandlingName | undefined;
  readonly slowMs?: number | undefined;
}
