import type { Clock } from "../domain/clock.ts";
import type { Send } from "../domain/send.ts";

/**
 * Trouble between the caller and the payout API: a `Send` in front of a `Send`. It acts on every attempt that goes through it; whoever
 * puts it there chooses which those are.
 */
export type WireFault = (send: Send, wire: Wire) => Send;

/** What a wire fault needs besides the `Send` behind it. */
export interface Wire {
  readonly clock: Clock;
  /** When the caller gives up waiting for an answer. */
  readonly clientTimeoutMs: number;
  /** Called when the fault has done what it is named for. */
  fired(): void;
  /** Is given everything that is still on its way when the caller has its answer already. */
  underWay(sending: Promise<unknown>): void;
}
