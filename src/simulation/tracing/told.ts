import { formatChange } from "../../domain/format.ts";
import type { Msat } from "../../domain/money.ts";
import type { TraceKind } from "../../domain/trace.ts";
import type { ProjectBalance } from "../../embedded/ledger/balances.ts";
import { storageFailureOf } from "../../embedded/ledger/storage-failure.ts";
import type { Store } from "../../embedded/ledger/store.ts";
import { type Teller, whenDone } from "./teller.ts";

/** What an operation does to a payout, where it does anything. */
export interface Change {
  readonly what: TraceKind;
  /** The word before the amount. */
  readonly word: string;
  readonly payoutId: string;
  readonly projectId: string;
}

/** Does an operation, and tells its change if it made one. */
export type Told = <Result>(
  change: Change,
  operation: () => Promise<Result>,
  isMade: (result: Result) => boolean,
) => Promise<Result>;

/** How the operations of one ledger are told. */
export function createTold(store: Store, teller: Teller): Told {
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
  return (change, operation, isMade) => {
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

function tellChange({ what, word, payoutId, projectId }: Change, made: Made, { abouts, askers, tell }: Teller): void {
  const payout = abouts.numberOf(payoutId) ?? null;
  const asker = payout === null ? undefined : askers.asker(payout);
  const { deltaMsat } = made;
  const text = deltaMsat === null || deltaMsat === 0 ? word : `${word} ${formatChange(deltaMsat)}`;
  const money = what === "recorded" ? {} : { projectId, ...made };
  tell({ lane: asker?.lane ?? "service", to: "ledger", payout, what, text, instance: asker?.host, ...money }, "commit");
}
