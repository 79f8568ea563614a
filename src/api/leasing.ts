import type { Clock } from "../domain/clock.ts";
import type { Lease } from "../ledger/intents.ts";

/**
 * How long a payout belongs to the process that is at work on it. The lease is short, so that the payouts of a process that was killed
 * are soon taken over, and it is renewed for as long as the process is alive.
 */
export interface Leasing {
  /** The name of this process among all that share the ledger. */
  readonly owner: string;
  /** A lease from now on. */
  begin(): Lease;
  /**
   * Whether a payment may still be sent under this lease. Not near its end: whoever takes the payout next may find that the payment
   * failed and give its cost back, and a payment that is sent after that may be paid all the same, because a node may try a failed
   * hash again. The margin is for the time between this question and the node.
   */
  allowsSend(lease: Lease): boolean;
}

/** How long a lease lasts. */
export const LEASE_MS = 1_000;

/** How often leases are renewed: often enough that a busy process does not lose them. */
export const RENEW_EVERY_MS = 250;

/** How long before its end nothing is sent any more. */
const FENCE_MS = 300;

/** The leases of a process. */
export function createLeasing(clock: Clock, owner: string): Leasing {
  return {
    owner,
    begin: () => ({ owner, untilEpochMs: clock.epochMs() + LEASE_MS }),
    allowsSend: ({ untilEpochMs }) => clock.epochMs() < untilEpochMs - FENCE_MS,
  };
}
