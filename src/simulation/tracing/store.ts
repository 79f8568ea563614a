import type { Store } from "../../embedded/ledger/store.ts";
import { type Teller, whenDone } from "./teller.ts";

/** The ledger as a process has it. Tells what the worker takes, and learns who asks for what. */
export function askingStore(store: Store, { abouts, askers, tell }: Teller): Store {
  const asked = (payoutId: string, owner: string) => {
    const payout = abouts.numberOf(payoutId);
    if (payout !== undefined) askers.asks(payout, owner);
  };
  return {
    ...store,
    claim(intent) {
      const payout = abouts.numberOf(intent.payout.payoutId);
      const claimed = store.claim(intent);
      if (payout === undefined) return claimed;
      askers.byHash.set(intent.paymentHash, payout);
      const { lease } = intent;
      if (lease !== null) whenDone(claimed, ({ kind }) => kind === "claimed" && askers.serves(payout, lease.owner));
      return claimed;
    },
    take(request) {
      const taken = store.take(request);
      whenDone(taken, (due) => {
        for (const {
          payout: { payoutId },
          takes,
        } of due) {
          const payout = abouts.numberOf(payoutId);
          if (payout === undefined) continue;
          askers.takes(payout, request.lease.owner);
          const text = takes === 1 ? "takes it" : "takes it again";
          tell({ lane: "worker", to: null, payout, what: "taken", text }, null);
        }
      });
      return taken;
    },
    decide(payoutId, owner, decision, recheck) {
      asked(payoutId, owner);
      return store.decide(payoutId, owner, decision, recheck);
    },
    chargeAgain(payoutId, owner) {
      asked(payoutId, owner);
      return store.chargeAgain(payoutId, owner);
    },
    release(payoutId, owner, dueEpochMs) {
      const payout = abouts.numberOf(payoutId);
      if (payout !== undefined) askers.ends(payout, owner);
      return store.release(payoutId, owner, dueEpochMs);
    },
  };
}
