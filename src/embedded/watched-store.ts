import type { PayoutRecord } from "./ledger/payout-records.ts";
import type { Store } from "./ledger/store.ts";

/** Who is told of what happens in a store. Neither may throw, or what has happened would look as if it had not. */
export interface StoreWatcher {
  /** A payout has another status. */
  changed(payout: PayoutRecord): void;
  /** The charge of a payout was given back. */
  refunded(): void;
}

/**
 * The store, with somebody who is told of every payout whose status has changed, and of every charge that was given back: by the
 * service, by the worker in the background or by hand, because all of them end here. Told after the commit and in its order, so never
 * of something that did not happen; a process that is killed in between tells nobody. Strategies see a store like any other.
 */
export function watchedStore(store: Store, watcher: StoreWatcher): Store {
  const watched: Pick<Store, "record" | "decide" | "label" | "refund" | "restore"> = {
    async record(payout) {
      const isChanged = await store.record(payout);
      if (isChanged) watcher.changed(payout);
      return isChanged;
    },
    async decide(payoutId, owner, decision) {
      const decided = await store.decide(payoutId, owner, decision);
      if (decided === undefined) return undefined;
      watcher.changed(decided);
      if (decision.kind !== "completed") watcher.refunded();
      return decided;
    },
    async label(payoutId, label) {
      const labelling = await store.label(payoutId, label);
      if (labelling?.kind === "changed") watcher.changed(labelling.payout);
      return labelling;
    },
    async refund(payout, sats) {
      await store.refund(payout, sats);
      watcher.refunded();
    },
    async restore(payout, balanceSats) {
      await store.restore(payout, balanceSats);
      watcher.refunded();
    },
  };
  // In front of the store and not a copy of it: a copy would keep the generation of before a reset.
  const behind: Store = Object.create(store);
  return Object.assign(behind, watched);
}
