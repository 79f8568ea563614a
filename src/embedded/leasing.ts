import type { Clock } from "../domain/clock.ts";
import type { Lease } from "./ledger/intents.ts";

/** How long a lease lasts. */
export const LEASE_MS = 1_000;

/** How often leases are renewed: often enough that a busy process does not lose them. */
export const RENEW_EVERY_MS = 250;

/** Stop sending this long before the lease expires, so that a payment still reaches the node in time. */
const FENCE_MS = 300;

/** The leases of this process. */
export type Leasing = ReturnType<typeof createLeasing>;

/**
 * Leases on payouts. A lease is short, so that the payouts of a killed process are soon taken over, and it is renewed while the work lasts.
 * Each piece of work has its own lease, not each process: a process that was suspended for longer than a lease may find its payouts taken,
 * even by itself, and its older work must no longer decide them. `processName` must be unique on the ledger.
 */
export function createLeasing(clock: Clock, processName: string) {
  const held = new Map<string, number>();
  let begun = 0;
  /** Starts a lease, which is renewed until `end`. */
  const begin = (): Lease => {
    begun += 1;
    const lease = { owner: `${processName}/${begun}`, untilEpochMs: clock.epochMs() + LEASE_MS };
    held.set(lease.owner, lease.untilEpochMs);
    return lease;
  };
  /** The work is over. What it did not decide is free when the lease expires, or sooner where it was released. */
  const end = ({ owner }: Lease) => void held.delete(owner);
  return {
    begin,
    end,
    /** Does work under a new lease. */
    async during<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
      const lease = begin();
      try {
        return await work(lease);
      } finally {
        end(lease);
      }
    },
    /** The owners whose leases must be renewed now, and until when; they count as renewed from here on. */
    toRenew(): { readonly owners: readonly string[]; readonly untilEpochMs: number } {
      const untilEpochMs = clock.epochMs() + LEASE_MS;
      // Most work is over before its first renewal.
      const owners = [...held].filter(([, until]) => until <= untilEpochMs - RENEW_EVERY_MS).map(([owner]) => owner);
      for (const owner of owners) held.set(owner, untilEpochMs);
      return { owners, untilEpochMs };
    },
    /**
     * Whether a payment may still be sent under this lease. Not near its end: the next owner may find that the payment failed and refund it,
     * and a payment sent after that may still be paid, because a node may try a failed hash again. Counts from the start, not from a
     * renewal, which may have come too late.
     */
    allowsSend: ({ untilEpochMs }: Lease) => clock.epochMs() < untilEpochMs - FENCE_MS,
  };
}
