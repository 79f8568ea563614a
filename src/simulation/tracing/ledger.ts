import { formatChange } from "../../domain/format.ts";
import type { Msat } from "../../domain/money.ts";
import type { TraceKind } from "../../domain/trace.ts";
import type { ProjectBalance } from "../../embedded/ledger/balances.ts";
import type { Intent } from "../../embedded/ledger/intents.ts";
import { storageFailureOf } from "../../embedded/ledger/storage-failure.ts";
import type { Store } from "../../embedded/ledger/store.ts";
import { type Teller, whenDone } from "./teller.ts";

/** What an operation does to a payout, where it does anything. */
interface Change {
  readonly what: TraceKind;
  /** The word before the amount. */
  readonly word: string;
  readonly payoutId: string;
  readonly projectId: string;
  /** True where it belongs to whoever has the lease of the payout. */
  readonly isLeased?: true;
}

/**
 * The ledger itself, which tells each change of a balance or a status. Balances are read within the turn of the change, and whoever asked gets the very
 * promise of the ledger, so that nothing happens earlier or later than without it.
 */
export function tracedLedger(store: Store, teller: Teller): Store {
  const claimed = new Map<string, Pick<Intent, "by"> & { readonly projectId: string }>();
  const last = new Map<string, Msat | null>();
  const tell = (change: Change, made: Made) => {
    last.set(change.payoutId, made.balanceMsat);
    tellChange(change, made, teller);
  };
  /** The commit is made, and its result is lost, so the entries have to tell. */
  const lost = (change: Change) => {
    const { payoutId, projectId } = change;
    whenDone(store.entries({ projectId, newestFirst: true, after: 0, limit: LOOKED_AT }), (page) => {
      const entry = page?.rows.find((row) => row.payoutId === payoutId);
      if (entry === undefined || last.get(payoutId) === entry.balanceAfterMsat) return;
      const made = { deltaMsat: entry.amountMsat, balanceMsat: entry.balanceAfterMsat };
      tell({ ...change, word: `${change.word}, result lost` }, made);
    });
  };
  const told = <Result>(change: Change, operation: () => Promise<Result>, isMade: (result: Result) => boolean) => {
    const before = store.balance(change.projectId);
    const done = operation();
    const after = store.balance(change.projectId);
    whenDone(
      Promise.all([done, before, after]),
      ([result, from, to]) => isMade(result) && tell(change, madeBetween(from, to)),
      (error) => storageFailureOf(error)?.isUndone === false && lost(change),
    );
    return done;
  };
  const always = () => true;
  const ledger: Partial<Store> = {
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
        { payoutId, projectId: claimed.get(payoutId)?.projectId ?? "", what: "recorded", word: `record: ${label}` },
        () => store.label(payoutId, label),
        (labelling) => labelling?.kind === "changed",
      ),
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
        { payoutId, projectId, isLeased: true, ...change },
        () => store.decide(payoutId, owner, decision, recheck),
        (decided) => decided !== undefined,
      );
    },
    chargeAgain(payoutId, owner) {
      const projectId = claimed.get(payoutId)?.projectId ?? "";
      return told(
        { payoutId, projectId, isLeased: true, what: "charged", word: "charge again" },
        () => store.chargeAgain(payoutId, owner),
        (payout) => payout !== undefined,
      );
    },
  };
  return { ...store, ...ledger };
}

/** So many entries of a project may belong to one commit. */
const LOOKED_AT = 100;

/** What a change has made of a balance; null where it cannot be told. */
interface Made {
  readonly deltaMsat: Msat | null;
  readonly balanceMsat: Msat | null;
}

function madeBetween(before: ProjectBalance | undefined, after: ProjectBalance | undefined): Made {
  if (before === undefined || after === undefined) return { deltaMsat: null, balanceMsat: null };
  return { deltaMsat: after.balanceMsat - before.balanceMsat, balanceMsat: after.balanceMsat };
}

function tellChange({ what, word, payoutId, isLeased }: Change, made: Made, { abouts, askers, tell }: Teller): void {
  const payout = abouts.numberOf(payoutId) ?? null;
  const lane = isLeased && payout !== null ? askers.asker(payout) : "service";
  const { deltaMsat } = made;
  const text = deltaMsat === null || deltaMsat === 0 ? word : `${word} ${formatChange(deltaMsat)}`;
  tell({ lane, to: "ledger", payout, what, text, ...(what !== "recorded" && made) }, "commit");
}
