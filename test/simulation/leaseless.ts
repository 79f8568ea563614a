import type { Store } from "../../src/embedded/ledger/store.ts";

/**
 * A ledger without leases: whoever looks takes every pending payout, whoever else is at work on it, and whoever comes first decides.
 * Everything else is as it is.
 */
export function leaseless(store: Store): Store {
  const owners = new Map<string, string>();
  const whoever = (payoutId: string, owner: string) => owners.get(payoutId) ?? owner;
  return {
    ...store,
    isAnyDue: async () =>
      (await store.payouts({ projectId: null, status: "pending", idempotencyKey: null, after: 0, limit: 1 })).rows
        .length > 0,
    async take(request) {
      for (const [payoutId, owner] of owners) await store.release(payoutId, owner, 0);
      const taken = await store.take(request);
      for (const { payout } of taken) owners.set(payout.payoutId, request.lease.owner);
      return taken;
    },
    decide: (payoutId, owner, decision) => store.decide(payoutId, whoever(payoutId, owner), decision),
    release: (payoutId, owner, dueEpochMs) => store.release(payoutId, whoever(payoutId, owner), dueEpochMs),
  };
}
