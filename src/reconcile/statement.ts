import type { PayoutState } from "../domain/books.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { RunStarted } from "../domain/run-started.ts";
import type { Evidence } from "./evidence.ts";
import type { LineDraft, PayoutLine } from "./payout-line.ts";
import { type AccountDraft, newAccount, type ProjectAccount } from "./project-account.ts";
import { newRunEvents, type RunEvents, type RunEventsDraft } from "./run-events.ts";

/**
 * The statement of a run: one line per payout, one account per project, and how the run went. Everything that is judged is judged
 * from it; the facts are read once to draw it up, and none of them is kept.
 */
export interface Statement {
  readonly run: RunStarted;
  readonly events: RunEvents;
  /** By payout number. Payouts that were never sent have no line. */
  readonly lines: readonly PayoutLine[];
  readonly lineOf: (payout: number) => PayoutLine | undefined;
  /** In the order of the plan. */
  readonly accounts: readonly ProjectAccount[];
  /** Entries that name a payout of this run and stand in another project than it was asked of. */
  readonly misplaced: readonly Evidence[];
  /** What the answers and settlements alone account for, in projects whose entries are not known. */
  readonly inferred: readonly Evidence[];
  /** The words that nobody knows and under which payouts are listed at the end. */
  readonly unknownWords: readonly string[];
}

/** A statement while facts are still being entered into it. */
export interface StatementDraft {
  readonly run: RunStarted;
  readonly events: RunEventsDraft;
  readonly lines: Map<PayoutNumber, LineDraft>;
  readonly accounts: Map<string, AccountDraft>;
  /** Entries that name a payout of this run and stand in another project than it was asked of. */
  readonly misplaced: Evidence[];
  /** Where each attempt has a key of its own: the mark of the id that was answered to it, and its row, by key. */
  readonly answeredIds: Map<string, number>;
  readonly rows: Map<string, { readonly id: number; readonly state: PayoutState }>;
  /** The words that nobody knows, by the payout that is listed under one and its key. */
  readonly unknownWords: Map<string, string>;
}

/** The statement of a run of which only the start is known. */
export function newDraft(run: RunStarted): StatementDraft {
  return {
    run,
    events: newRunEvents(run.atMs),
    lines: new Map(),
    accounts: new Map(run.projects.map(({ projectId, mayHold }) => [projectId, newAccount(projectId, mayHold)])),
    misplaced: [],
    answeredIds: new Map(),
    rows: new Map(),
    unknownWords: new Map(),
  };
}
