import type { Clock } from "../domain/clock.ts";
import type { Delivery } from "../domain/fault.ts";
import type { Send } from "../domain/send.ts";

/** A fault between the caller and the payout service: everything that anybody needs to know about it. */
export interface WireFault {
  /** What became of the request. The judge learns it from the fact that the fault fired, and knows no wire fault by name. */
  readonly delivered: Delivery;
  /** True if the fault needs an attempt that got an answer. If this attempt gets none, the next one meets the fault. */
  readonly needsAnswer: boolean;
  /** True where the caller does not learn from this attempt what became of its payout. */
  readonly hidesOutcome: boolean;
  /** Puts the fault in front of a `Send`. It meets every request that goes through; whoever puts it there chooses which ones do. */
  inFrontOf(send: Send, wire: Wire): Send;
}

/** What a wire fault needs besides the `Send` behind it. */
export interface Wire {
  readonly clock: Clock;
  /** When the caller gives up waiting for an answer. */
  readonly clientTimeoutMs: number;
  /** Called when the fault has done what it is named for. */
  fired(): void;
  /** Takes whatever is still on its way when the caller already has its answer. */
  underWay(sending: Promise<unknown>): void;
}
