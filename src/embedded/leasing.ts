import type { Clock } from "../domain/clock.ts";
import type { Lease } from "./ledger/intents.ts";

/**
 * Leases on payouts. A lease is short, so that the payouts of a killed process are soon taken over, and it is renewed while the work lasts.
 * Each piece of work has its own lease, not each process: a process that was suspended for longer than a lease may find its payouts taken,
 * even by itself, and its older work must no longer decide them.
 */
export interface Leasing {
  /** Starts a lease, which is renewed until `end`. */
  begin(): Lease;
  /** The work is over. What it did not decide is free when the lease expires, or sooner where it was released. */
  end(lease: Lease): void;
  /** Does work under a new lease. */
  during<T>(work: (lease: Lease) => Promise<T>): Promise<T>;
  /** The owners whose leases must be renewed now, and until when; they count as renewed from here on. */
  toRenew(): { readonly owners: readonly string[]; readonly untilEpochMs: number };
  /**
   * Whether a payment may still be sent under this lease. Not near its end: the next owner may find that the payment failed and refund it,
   * and a payment sent after that may still be paid, because a node may try a failed hash again. The margin covers the way to the node.
   */
  allowsSend(lease: Lease): boolean;
}

/** How long a lease lasts. */
export const LEASE_MS = 1_000;

/** How often leases are renewed: often enough that a busy process does not lose them. */
export const RENEW_EVERY_MS = 250;

/** How long before the end of a lease nothing is sent any more. */
const FENCE_MS = 300;

/** The leases of a process, whose name must be unique on its ledger. */
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
      // Most work is over before its first renewal.
      const owners = [...held].filter(([, until]) => until <= untilEpochMs - RENEW_EVERY_MS).map(([owner]) => owner);
      for (const owner of owners) held.set(owner, untilEpochMs);
      return { owners, untilEpochMs };
    },
    // Counts from the start, not from a renewal, which may have come too late: the payout may already have another owner.
    allowsSend: ({ untilEpochMs }) => clock.epochMs() < untilEpochMs - FENCE_MS,
  };
  return leasing;
}
