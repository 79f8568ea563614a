import type { Store } from "../../src/embedded/ledger/store.ts";
import type { Rail, RailAnswer, RailState } from "../../src/rail/port.ts";
import { leaseless } from "../simulation/leaseless.ts";

/** A small bug in a strategy that is right without it, put in at its ports. */
export interface Mutant {
  readonly bug: string;
  /** The strategies in which it loses a sat; default both. An outbox that finds a key taken pays nothing, whatever it is told. */
  readonly of?: readonly string[];
  readonly withStore?: (store: Store) => Store;
  readonly withRail?: (rail: Rail) => Rail;
}

const FAILED = { kind: "failed", reason: "a guess" } as const;

/** Takes an answer of the node for a failure, and refunds. */
const guesses = (kind: RailAnswer["kind"]) => (rail: Rail) => ({
  ...rail,
  async send(...args: Parameters<Rail["send"]>) {
    const answer = await rail.send(...args);
    return answer.kind === kind ? FAILED : answer;
  },
});

/** Takes what a look-up shows for a failure, and refunds. */
const misreads = (shown: RailState) => (rail: Rail) => ({
  ...rail,
  async track(paymentHash: string) {
    const state = await rail.track(paymentHash);
    return state === shown ? "failed" : state;
  },
});

/** Changes a few operations; the number of the generation changes with each reset, so it is not copied. */
const changed = (change: (store: Store) => Partial<Store>) => (store: Store) => ({
  ...store,
  ...change(store),
  get generation() {
    return store.generation;
  },
});

/** A refund does not check that the payout is still pending, and its owner the same. */
function withoutCompareAndSet(store: Store): Partial<Store> {
  return {
    async decide(payoutId, owner, decision, recheck) {
      const decided = await store.decide(payoutId, owner, decision, recheck);
      const payout = await store.payout(payoutId);
      if (decided !== undefined || decision.kind === "completed" || payout === undefined) return decided;
      await store.refund(payout, payout.amountMsat + payout.feeMsat);
      return payout;
    },
  };
}

/** Small bugs, each of which loses a sat in some order. */
export const mutants: readonly Mutant[] = [
  { bug: "a refund does not check that the payout is still pending", withStore: changed(withoutCompareAndSet) },
  { bug: "there are no leases", withStore: leaseless },
  {
    bug: "a lease is not renewed, and not checked before a refund",
    withStore: changed((store) => ({ ...withoutCompareAndSet(store), renew: async () => {} })),
  },
  {
    bug: "a key that is taken is paid again",
    of: ["tracked-saga"],
    withStore: changed((store) => ({
      async claim(intent) {
        const claim = await store.claim(intent);
        return claim.kind === "taken" ? { kind: "claimed" } : claim;
      },
    })),
  },
  { bug: "a timeout is taken for a failure", withRail: guesses("timeout") },
  { bug: "a connection that breaks is taken for a failure", withRail: guesses("broken") },
  { bug: "what a look-up does not find is taken for a failure", withRail: misreads("absent") },
  { bug: "a look-up that fails is taken for a failure of the payment", withRail: misreads("unknown") },
  { bug: "the refund does not wait for a payment that is in flight", withRail: misreads("in-flight") },
  {
    bug: "the money comes back twice",
    withStore: changed((store) => ({
      async decide(payoutId, owner, decision, recheck) {
        const decided = await store.decide(payoutId, owner, decision, recheck);
        if (decided !== undefined && decision.kind !== "completed")
          await store.refund(decided, decided.amountMsat + decided.feeMsat);
        return decided;
      },
    })),
  },
];
