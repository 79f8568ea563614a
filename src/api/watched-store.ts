import type { PayoutRecord } from "../ledger/payout-records.ts";
import type { Store } from "../ledger/store.ts";

/**
 * The store, with somebody who is told of every payout whose status has changed: by the service, by the worker in the background or by
 * hand, because all of them end here. Told after the commit and in its order, so never of something that did not happen; a
 * process that is killed in between tells nobody. Strategies see a store like any other.
 */
export function watchedStore(store: Store, changed: (payout: PayoutRecord) => void): Store {
  const watched: Pick<Store, "record" | "decide" | "label"> = {
    async record(payout) {
      const isChanged = await store.record(payout);
      if (isChanged) changed(payout);
      return isChanged;
    },
    async decide(payoutId, owner, decision) {
      const decided = await store.decide(payoutId, owner, decision);
      if (decided !== undefined) changed(decided);
      return decided;
    },
    async label(payoutId, label) {
      const labelling = await store.label(payoutId, label);
      if (labelling?.kind === "changed") changed(labelling.payout);
      return labelling;
    },
  };
  // In front of the store and not a copy of it: a copy would keep the generation of before a reset.
  const behind: Store = Object.create(store);
  return Object.assign(behind, watched);
}
