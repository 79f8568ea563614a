import type { PayoutState } from "../domain/books.ts";
import type { FindingKind } from "../domain/finding.ts";
import type { Msat } from "../domain/money.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { LineStore, type Lines, linesWith } from "./line-store.ts";
import type { PayoutLine } from "./payout-line.ts";
import { type AccountDraft, newAccount, type ProjectAccount } from "./project-account.ts";
import { newRunEvents, type RunEvents, type RunEventsDraft } from "./run-events.ts";

/** One piece of bad news about a payout, or about a project if no payout explains it. */
export interface Evidence {
  readonly kind: FindingKind;
  readonly projectId: string;
  /** Null if no payout explains it. */
  readonly payout: PayoutNumber | null;
  /** Its share of the project's drift, signed. */
  readonly msat: Msat;
  /** If the payout is only one of several candidates, because there are no entries: how many. */
  readonly among?: number | undefined;
}

/** The statement of a run: one line per payout, one account per project, and how the run went. Checks read only the statement, never the facts. */
export interface Statement {
  readonly run: RunStarted;
  readonly events: RunEvents;
  /** By payout number. Payouts that were never sent have no line. */
  readonly lines: Lines;
  readonly lineOf: (payout: number) => PayoutLine | undefined;
  /** In the order of the plan. */
  readonly accounts: readonly ProjectAccount[];
  /** Entries that name a payout of this run but stand in another project. */
  readonly misplaced: readonly Evidence[];
  /** What answers and settlements alone explain, in projects without entries. */
  readonly inferred: readonly Evidence[];
  /** The unknown words under which payouts are listed at the end. */
  readonly unknownWords: readonly string[];
}

/** Searches the statement for one kind of finding. */
export type Check = (statement: Statement) => Iterable<Evidence>;

/** One check for each kind of finding. */
export type Checks = Readonly<Record<FindingKind, Check>>;

/** A statement that facts are still applied to. */
export interface StatementDraft {
  readonly run: RunStarted;
  readonly events: RunEventsDraft;
  readonly lines: LineStore;
  readonly accounts: Map<string, AccountDraft>;
  readonly misplaced: Evidence[];
  /** If each attempt has its own key: the mark of the id it was answered with, and its row, by key. */
  readonly answeredIds: Map<string, number>;
  readonly rows: Map<string, { readonly id: number; readonly state: PayoutState }>;
  /** Unknown words, by payout and key. */
  readonly unknownWords: Map<string, string>;
}

/** The statement of a run that has just started. `linesAsObjects`: how many lines are kept as objects. */
export function newDraft(run: RunStarted, linesAsObjects?: number): StatementDraft {
  return {
    run,
    events: newRunEvents(run.atMs),
    lines: new LineStore(run.payouts, linesAsObjects),
    accounts: new Map(run.projects.map(({ projectId, mayHold }) => [projectId, newAccount(projectId, mayHold)])),
    misplaced: [],
    answeredIds: new Map(),
    rows: new Map(),
    unknownWords: new Map(),
  };
}

/** The projects with a payout whose end is not known. */
export function undecidedProjects(lines: Lines): ReadonlySet<string> {
  const undecided = new Set<string>();
  for (const { project } of linesWith(lines, "undecided")) undecided.add(project.projectId);
  return undecided;
}

/** The payouts that can be paid. */
export function ordinaryOf(lines: Lines, { hostileAmounts = [] }: RunStarted): Lines {
  return hostileAmounts.length === 0 ? lines : lines.filter(({ hostile }) => hostile === null);
}
