import type { Intent } from "../../embedded/ledger/intents.ts";
import type { Store } from "../../embedded/ledger/store.ts";
import type { Teller } from "./teller.ts";
import { createTold, type Told } from "./told.ts";

/**
 * The ledger itself, which tells each change of a balance or a status. Balances are read within the turn of the change, and whoever asked gets the very
 * promise of the ledger, so that nothing happens earlier or later than without it.
 */
export function tracedLedger(store: Store, teller: Teller): Store {
  const told = createTold(store, teller);
  return { ...store, ...tracedBalances(store, told), ...tracedIntents(store, told) };
}

function tracedBalances(store: Store, told: Told): Partial<Store> {
  const always = () => true;
  return {
    charge: (payout, costMsat) =>
      told({ ...payout, what: "charged", word: "charge" }, () => store.charge(payout, costMsat), always),
    refund: (payout, costMsat) =>
      told({ ...payout, what: "refunded", word: "refund" }, () => store.refund(payout, costMsat), always),
    returnReserve: (payout, reserveMsat) =>
      told(
        { ...payout, what: "other", word: "return the reserve" },
        () => store.returnReserve(payout, reserveMsat),
        always,
      ),
    restore: (payout, balanceMsat) =>
      told({ ...payout, what: "restored", word: "restore" }, () => store.restore(payout, balanceMsat), always),
    record: (payout) =>
      told(
        { ...payout, what: "recorded", word: `record: ${payout.status}` },
        () => store.record(payout),
        (isNew) => isNew,
      ),
    label: (payoutId, label) =>
      told(
        { payoutId, projectId: "", what: "recorded", word: `record: ${label}` },
        () => store.label(payoutId, label),
        (labelling) => labelling?.kind === "changed",
      ),
  };
}

function tracedIntents(store: Store, told: Told): Partial<Store> {
  const claimed = new Map<string, Pick<Intent, "by"> & { readonly projectId: string }>();
  return {
    claim(intent) {
      const { payout, by } = intent;
      claimed.set(payout.payoutId, { by, projectId: payout.projectId });
      const change =
        by === "hold" ? ({ what: "held", word: "hold" } as const) : ({ what: "charged", word: "charge" } as const);
      return told(
        { ...payout, ...change },
        () => store.claim(intent),
        ({ kind }) => kind === "claimed",
      );
    },
    decide(payoutId, owner, decision, recheck) {
      const { by, projectId } = claimed.get(payoutId) ?? { by: "charge", projectId: "" };
      const undo =
        by === "hold"
          ? ({ what: "released", word: "release" } as const)
          : ({ what: "refunded", word: "refund" } as const);
      const change = decision.kind === "completed" ? ({ what: "confirmed", word: "complete" } as const) : undo;
      return told(
        { payoutId, projectId, ...change },
        () => store.decide(payoutId, owner, decision, recheck),
        (decided) => decided !== undefined,
      );
    },
    chargeAgain(payoutId, owner) {
      const projectId = claimed.get(payoutId)?.projectId ?? "";
      return told(
        { payoutId, projectId, what: "charged", word: "charge again" },
        () => store.chargeAgain(payoutId, owner),
        (payout) => payout !== undefined,
      );
    },
  };
}
