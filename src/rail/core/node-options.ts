import type { PlannedCallbackFault } from "../../domain/callback-fault.ts";
import type { Clock } from "../../domain/clock.ts";
import type { DuplicateHandlingName } from "../../domain/duplicate-handling.ts";
import type { PlannedLookupFault } from "../../domain/lookup-fault.ts";
import type { Msat } from "../../domain/money.ts";
import type { PaymentFaultName } from "../../domain/payment-fault.ts";
import type { NodeEvent } from "./node-event.ts";
import type { PaymentTurns, RailPayment } from "./payment.ts";
import type { EndedPayment, TrackedPayment } from "./payment-update.ts";
import type { Tell } from "./post.ts";

/** What a node needs. */
export interface NodeOptions {
  readonly clock: Clock;
  /** Chooses what happens to a payment; called once for each accepted one. A repeat is a hash that failed before. */
  readonly faultOf: (payment: RailPayment, isRepeat: boolean) => PaymentFaultName;
  /** Chooses what look-ups of a payment are told: a fault for each payout that it is made for; default the truth. */
  readonly lookupFaultsOf?: ((payment: TrackedPayment) => readonly PlannedLookupFault[]) | undefined;
  /** Chooses what becomes of the news of how a payment ended; by default it arrives. */
  readonly callbackFaultOf?: ((payment: EndedPayment) => PlannedCallbackFault | undefined) | undefined;
  readonly observe?: ((event: NodeEvent) => void) | undefined;
  /** What an accepted payment waits for; called once for each. By default nothing waits. */
  readonly turnsOf?: ((payment: RailPayment) => PaymentTurns | undefined) | undefined;
  /** How long a healthy payment takes; default 1 ms. */
  readonly latencyMs?: number | undefined;
  /** How long a `slow` payment takes; default 40 ms. */
  readonly slowMs?: number | undefined;
  /** How long after the disconnect a held payment resolves; default 10 ms. */
  readonly resolveAfterMs?: number | undefined;
  /** What it does with a payment hash that it has seen before; default `reject`. */
  readonly duplicates?: DuplicateHandlingName | undefined;
  /** What the route of a payment costs; default nothing. A caller can have its own (`PayOptions`). */
  readonly routingFeeMsat?: ((amountMsat: Msat) => Msat) | undefined;
  /** What it could send before the first payment; default 10 BTC. It is for display: no payment fails for want of it. */
  readonly openingMsat?: Msat | undefined;
}

/** How one payment is made. */
export interface PayOptions {
  /** How long the node may try. */
  readonly timeoutMs?: number | undefined;
  /** The most that the route may cost; 0 means routes without a fee. */
  readonly feeLimitMsat?: Msat | undefined;
  /** The faults that this caller could not be shown: a payment that is to meet one settles. */
  readonly cannot?: ((fault: PaymentFaultName) => boolean) | undefined;
  /** What the route costs for this caller; default that of the node. */
  readonly routingFeeMsat?: ((amountMsat: Msat) => Msat) | undefined;
  /**
   * Called when the payment ends, whether or not the caller is still there, and once more where it was called failed and settles; never for one
   * that is not accepted, or replayed.
   */
  readonly ended?: ((payment: EndedPayment) => void) | undefined;
  /**
   * Called like `ended`, but before anybody hears of it: how to tell a webhook, with what is known now. Undefined where there is none. The post
   * decides when it is told.
   */
  readonly news?: ((payment: EndedPayment) => Tell | undefined) | undefined;
}

/** What can change between two runs on one node. */
export interface NodeChanges {
  readonly duplicates?: DuplicateHandlingName | undefined;
  readonly slowMs?: number | undefined;
}

/** The options of a node with their defaults filled in. */
export type NodeSettings = {
  readonly [Name in Exclude<keyof NodeOptions, "observe" | "turnsOf">]-?: NonNullable<NodeOptions[Name]>;
} & Pick<NodeOptions, "observe" | "turnsOf">;

/** 10 BTC: no payment of a run comes near it. */
const OPENING_MSAT = 1_000_000_000_000;

/** Fills in the defaults. */
export function settingsOf(options: NodeOptions): NodeSettings {
  const { clock, faultOf, observe, latencyMs = 1, slowMs = 40, resolveAfterMs = 10, duplicates = "reject" } = options;
  const { routingFeeMsat = () => 0, openingMsat = OPENING_MSAT, lookupFaultsOf = () => [] } = options;
  const { callbackFaultOf = () => undefined, turnsOf } = options;
  return {
    clock,
    faultOf,
    lookupFaultsOf,
    callbackFaultOf,
    observe,
    turnsOf,
    latencyMs,
    slowMs,
    resolveAfterMs,
    duplicates,
    routingFeeMsat,
    openingMsat,
  };
}
