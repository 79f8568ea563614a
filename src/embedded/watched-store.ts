import type { PayoutRecord } from "./ledger/payout-records.ts";
import type { Store } from "./ledger/store.ts";

/** Is notified of changes in a store. Neither method may throw: the change would look as if it had failed. */
export interface StoreWatcher {
  /** A payout has changed its status. */
  changed(payout: PayoutRecord): void;
  /** The charge of a payout was refunded. */
  refunded(): void;
}

/**
 * A store that notifies a watcher of every changed payout and every refund, whether by the service, the worker or a manual change. It notifies
 * after the commit and in its order, so never of something that did not happen; a process that is killed in between notifies nobody.
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
  // A prototype and not a copy: a copy would keep the generation from before a reset.
  const behind: Store = Object.create(store);
  return Object.assign(behind, watched);
}
