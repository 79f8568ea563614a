import type { PayoutRecord } from "./ledger/payout-records.ts";
import type { Store } from "./ledger/store.ts";

/** Learns of changes in a store. Neither method may throw: the change would look as if it had failed. */
export interface StoreWatcher {
  /** A payout has changed its status. */
  changed(payout: PayoutRecord): void;
  /** The charge of a payout was refunded. */
  refunded(): void;
  /** A payout was charged again, because its payment has settled after the refund. */
  chargedAgain(payout: PayoutRecord): void;
}

/** Notifies a watcher of every changed payout, every refund and every charge after one, after their commit and in its order. */
export function watchedStore(store: Store, watcher: StoreWatcher): Store {
  const watched: Pick<Store, "record" | "decide" | "chargeAgain" | "label" | "refund" | "restore"> = {
    async record(payout) {
      const isChanged = await store.record(payout);
      if (isChanged) watcher.changed(payout);
      return isChanged;
    },
    async decide(payoutId, owner, decision, recheck) {
      const decided = await store.decide(payoutId, owner, decision, recheck);
      if (decided !== undefined) watcher.changed(decided);
      if (decided !== undefined && decision.kind !== "completed") watcher.refunded();
      return decided;
    },
    async chargeAgain(payoutId, owner) {
      const payout = await store.chargeAgain(payoutId, owner);
      if (payout !== undefined) watcher.changed(payout);
      if (payout !== undefined) watcher.chargedAgain(payout);
      return payout;
    },
    async label(payoutId, label) {
      const labelling = await store.label(payoutId, label);
      if (labelling?.kind === "changed") watcher.changed(labelling.payout);
      return labelling;
    },
    async refund(payout, costMsat) {
      await store.refund(payout, costMsat);
      watcher.refunded();
    },
    async restore(payout, balanceMsat) {
      await store.restore(payout, balanceMsat);
      watcher.refunded();
    },
  };
  // A prototype and not a copy, which would miss a method of the store that is replaced later.
  return Object.assign(Object.create(store), watched);
}
