import type { Fact, RunStarted } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import { type AccountDraft, driftMsat, type ProjectAccount, relyOnEntries } from "./account.ts";
import { attribute } from "./attribution.ts";
import type { Course } from "./course.ts";
import { spend } from "./expected.ts";
import type { Hit } from "./hit.ts";
import { conclude, type LineDraft, lineDriftMsat, type PayoutLine, pairCharges } from "./line.ts";
import { newDraft, record, type StatementDraft } from "./record.ts";
import { isAtRest } from "./rest.ts";
import { isStuck, isUndecided, stuckCharges } from "./undecided.ts";

/**
 * The statement of a run: one line per payout, one account per project, and how the run went. Everything that is judged is judged
 * from it; the facts are read once to draw it up, and none of them is kept.
 */
export interface Statement {
  readonly run: RunStarted;
  readonly course: Course;
  /** By payout number. Payouts that were never sent have no line. */
  readonly lines: readonly PayoutLine[];
  readonly lineOf: (payout: number) => PayoutLine | undefined;
  /** In the order of the plan. */
  readonly accounts: readonly ProjectAccount[];
  /** Entries that name a payout of this run and stand in another project than it was asked of. */
  readonly misplaced: readonly Hit[];
  /** What the answers and settlements alone account for, in projects whose entries are not known. */
  readonly inferred: readonly Hit[];
}

/** Draws up the statement. @throws Error when the facts are not those of one run, which begins with `run-started`. */
export function drawUp(facts: Iterable<Fact>): Statement {
  let draft: StatementDraft | undefined;
  for (const fact of facts) {
    if (fact.kind !== "run-started") {
      if (draft === undefined) throw new Error("the journal does not start with run-started");
      record(draft, fact);
      continue;
    }
    if (draft !== undefined) throw new Error("the journal holds a second run-started: judge one run at a time");
    draft = newDraft(fact);
  }
  if (draft === undefined) throw new Error("the journal does not start with run-started: it holds no fact at all");
  return close(draft);
}

function close(draft: StatementDraft): Statement {
  const { run, course, accounts, misplaced } = draft;
  for (const account of accounts.values()) account.entriesKnown = relyOnEntries(account, run, course.ended !== null);
  for (const line of draft.lines.values()) {
    pairCharges(line);
    closeLine(line, accounts.get(line.project.projectId), run);
    line.undecided = isUndecided(line, run, isAtRest(course));
    line.stuck = isStuck(line, run, isAtRest(course));
    line.stuckCharges = stuckCharges(line, run);
  }
  const relied = misplaced.filter((hit) => accounts.get(hit.projectId)?.entriesKnown);
  for (const hit of relied) explain(accounts.get(hit.projectId), hit.msat);
  const lines = [...draft.lines.values()].sort((left, right) => left.payout - right.payout);
  const inferred = attribute([...accounts.values()], lines);
  for (const hit of inferred) explain(accounts.get(hit.projectId), hit.msat);
  const undecided = new Set(lines.filter((line) => line.undecided).map(({ project }) => project.projectId));
  for (const account of accounts.values()) closeAccount(account, undecided.has(account.projectId));
  const lineOf = (payout: number) => draft.lines.get(payout);
  return { run, course, lines, lineOf, accounts: [...accounts.values()], misplaced: relied, inferred };
}

function closeLine(line: LineDraft, account: AccountDraft | undefined, run: RunStarted): void {
  line.conclusion = conclude(line, run.retryKey);
  // Without our node the answers are believed: a 2xx is a payment, made or taken over, and everything else is none.
  if (run.oracle === "answers") line.settlements = line.conclusion === "paid" || line.conclusion === "pending" ? 1 : 0;
  if (account === undefined) return;
  spend(account, line.costMsat, line.settlements);
  if (line.settlements > 0) account.settledPayouts += 1;
  if (line.conclusion === "unknown" || line.conclusion === "pending") account.unknownOutcomes += 1;
  if (account.entriesKnown) explain(account, lineDriftMsat(line));
}

function closeAccount(account: AccountDraft, isUndecided: boolean): void {
  if (account.entriesKnown) explain(account, account.strayMsat);
  const drift = driftMsat(account);
  // Without entries, what is left of the drift may belong to the payouts of which nobody knows whether they were paid.
  const isOpen = isUndecided && !account.entriesKnown;
  account.residualMsat = drift === null || isOpen ? null : drift - account.explainedMsat;
}

function explain(account: AccountDraft | undefined, msat: Msat): void {
  if (account !== undefined) account.explainedMsat += msat;
}
