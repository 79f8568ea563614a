import type { PayoutRef } from "../../embedded/ledger/balances.ts";
import type { Store } from "../../embedded/ledger/store.ts";
import { type Teller, whenDone } from "./teller.ts";

/** The ledger as a process has it. Tells what the worker takes and leaves, and learns who asks for what. */
export function askingStore(store: Store, host: string, teller: Teller): Store {
  const { abouts, askers } = teller;
  const asked = (payoutId: string, owner: string | null) => {
    const payout = abouts.numberOf(payoutId);
    if (payout !== undefined) askers.asks(payout, owner, host);
    return payout;
  };
  const ofPayout = <Rest extends readonly unknown[], Result>(
    operation: (payout: PayoutRef, ...rest: Rest) => Promise<Result>,
  ) => {
    return (payout: PayoutRef, ...rest: Rest) => {
      asked(payout.payoutId, null);
      return operation(payout, ...rest);
    };
  };
  return {
    ...store,
    ...takingStore(store, host, teller),
    charge: ofPayout(store.charge),
    refund: ofPayout(store.refund),
    returnReserve: ofPayout(store.returnReserve),
    restore: ofPayout(store.restore),
    record(payout) {
      asked(payout.payoutId, null);
      return store.record(payout);
    },
    claim(intent) {
      const { payout, paymentHash, lease } = intent;
      const number = asked(payout.payoutId, null);
      const claimed = store.claim(intent);
      if (number === undefined) return claimed;
      askers.byHash.set(paymentHash, number);
      if (lease !== null) whenDone(claimed, ({ kind }) => kind === "claimed" && askers.serves(number, lease.owner));
      return claimed;
    },
    decide(payoutId, owner, decision, recheck) {
      asked(payoutId, owner);
      return store.decide(payoutId, owner, decision, recheck);
    },
    chargeAgain(payoutId, owner) {
      asked(payoutId, owner);
      return store.chargeAgain(payoutId, owner);
    },
  };
}

/** What the worker takes, and what it leaves for later. */
function takingStore(
  store: Store,
  instance: string,
  { abouts, askers, tell }: Teller,
): Pick<Store, "take" | "release"> {
  const worker = { lane: "worker", to: null, instance } as const;
  return {
    take(request) {
      const taken = store.take(request);
      whenDone(taken, (due) => {
        for (const { payout, takes } of due) {
          const number = abouts.numberOf(payout.payoutId);
          if (number === undefined) continue;
          askers.takes(number, request.lease.owner);
          const text = takes === 1 ? "takes it" : "takes it again";
          tell({ ...worker, payout: number, what: "taken", text }, null);
        }
      });
      return taken;
    },
    release(payoutId, owner, dueEpochMs) {
      const payout = abouts.numberOf(payoutId);
      if (payout !== undefined && askers.isWorker(owner)) {
        const text = dueEpochMs === null ? "leaves it to a person" : "leaves it for later";
        tell({ ...worker, payout, what: "put-back", text }, null);
      }
      if (payout !== undefined) askers.ends(payout, owner);
      return store.release(payoutId, owner, dueEpochMs);
    },
  };
}
