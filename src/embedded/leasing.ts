import type { Clock } from "../domain/clock.ts";
import type { Lease } from "./ledger/intents.ts";

/**
 * How long a payout belongs to whoever is at work on it. A lease is short, so that the payouts of a process that was killed are soon
 * taken over, and it is renewed for as long as the work lasts. Each work has a lease of its own and not each process: a process that
 * was asleep for longer than a lease may find its payouts taken, by itself as well, and its older work must not decide any more.
 */
export interface Leasing {
  /** A lease from now on; it is renewed until `end`. */
  begin(): Lease;
  /** The work is over. What it did not decide is free when the lease has run out, or sooner where it was released. */
  end(lease: Lease): void;
  /** Does work under a lease of its own. */
  during<T>(work: (lease: Lease) => Promise<T>): Promise<T>;
  /** The owners whose leases are to be renewed now, and until when; they count as renewed from here on. */
  toRenew(): { readonly owners: readonly string[]; readonly untilEpochMs: number };
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

/** The leases of a process, whose name is that of no other process on the same ledger. */
export function createLeasing(clock: Clock, processName: string): Leasing {
  const held = new Map<string, number>();
  let begun = 0;
  const leasing: Leasing = {
    begin() {
      begun += 1;
      const lease = { owner: `${processName}/${begun}`, untilEpochMs: clock.epochMs() + LEASE_MS };
      held.set(lease.owner, lease.untilEpochMs);
      return lease;
    },
    end: ({ owner }) => void held.delete(owner),
    async during(work) {
      const lease = leasing.begin();
      try {
        return await work(lease);
      } finally {
        leasing.end(lease);
      }
    },
    toRenew() {
      const untilEpochMs = clock.epochMs() + LEASE_MS;
      // Most work is over before its first renewal, and needs none.
      const owners = [...held].filter(([, until]) => until <= untilEpochMs - RENEW_EVERY_MS).map(([owner]) => owner);
      for (const owner of owners) held.set(owner, untilEpochMs);
      return { owners, untilEpochMs };
    },
    // What was begun counts, and not what was renewed: a renewal may have come too late, when the payout was another's already.
    allowsSend: ({ untilEpochMs }) => clock.epochMs() < untilEpochMs - FENCE_MS,
  };
  return leasing;
}
