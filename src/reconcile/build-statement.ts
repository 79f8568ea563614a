import type { Fact } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { conclusionOf, reportedPayments, withCredibleTimeouts } from "./answers.ts";
import { applyFact } from "./apply-fact.ts";
import { attribute } from "./attribution.ts";
import { areRoutesUnknown, spend } from "./expected-balance.ts";
import { applyKeptFees, completeRefunds } from "./kept-fees.ts";
import { applyPolledState } from "./learned.ts";
import {
  dueMsat,
  type LineDraft,
  lineDriftMsat,
  openRows,
  type PayoutLine,
  pairCharges,
  unknownAttempts,
} from "./payout-line.ts";
import { isStuck, isUndecided, stuckCharges } from "./payout-status.ts";
import { type AccountDraft, areEntriesReliable, driftMsat, isDriftUnattributable } from "./project-account.ts";
import { isFinished } from "./run-events.ts";
import { shareSettlements } from "./shared-invoices.ts";
import { newDraft, ordinaryOf, type Statement, type StatementDraft, undecidedProjects } from "./statement.ts";
import { believeUnknownRoute, joinUnknownRoute } from "./unknown-routes.ts";

/** Reads the facts into a statement. `linesAsObjects`: how many of its lines are kept as objects. @throws Error unless they are those of one run, starting with `run-started`. */
export function buildStatement(facts: Iterable<Fact>, linesAsObjects?: number): Statement {
  let draft: StatementDraft | undefined;
  for (const fact of facts) {
    if (fact.kind !== "run-started") {
      if (draft === undefined) throw new Error("the journal does not start with run-started");
      applyFact(draft, fact);
      continue;
    }
    if (draft !== undefined) throw new Error("the journal holds a second run-started: judge one run at a time");
    draft = newDraft(fact, linesAsObjects);
  }
  if (draft === undefined) throw new Error("the journal does not start with run-started: it holds no fact at all");
  return closeStatement(draft);
}

function closeStatement(draft: StatementDraft): Statement {
  const { events, accounts, misplaced } = draft;
  const run = withCredibleTimeouts(draft.run, draft.lines.closed());
  const finished = isFinished(events);
  for (const account of accounts.values()) {
    account.entriesKnown = areEntriesReliable(account, run, events.ended !== null);
    // What others spent or got back is not this run's; a doubt reports it.
    if (account.entriesKnown) spend(account, -account.othersMsat);
  }
  if (run.sharedInvoices) shareSettlements(draft.lines);
  for (const line of draft.lines.drafts()) closeLine(line, run, finished, accounts.get(line.project.projectId));
  for (const account of accounts.values()) if (!account.entriesKnown) assume(account);
  const reliable = misplaced.filter(({ projectId }) => accounts.get(projectId)?.entriesKnown);
  const lines = draft.lines.closed();
  const attributable = [...accounts.values()].filter((account) => !isDriftUnattributable(account));
  const inferred = attribute(attributable, ordinaryOf(lines, run));
  for (const { projectId, msat } of [...reliable, ...inferred]) explain(accounts.get(projectId), msat);
  const undecided = undecidedProjects(lines);
  for (const account of accounts.values()) closeAccount(account, run, undecided.has(account.projectId));
  return {
    run,
    events,
    lines,
    lineOf: (payout: number) => draft.lines.get(payout),
    accounts: [...accounts.values()],
    misplaced: reliable,
    inferred,
    unknownWords: [...new Set(draft.unknownWords.values())],
  };
}

function closeLine(line: LineDraft, run: RunStarted, finished: boolean, account: AccountDraft | undefined): void {
  pairCharges(line, completeRefunds(line, run));
  applyPolledState(line, run);
  line.conclusion = conclusionOf(line, run);
  const isRouteUnknown = areRoutesUnknown(run);
  if (isRouteUnknown) joinUnknownRoute(line);
  if (run.oracle === "answers") believe(line, run);
  if (isRouteUnknown) believeUnknownRoute(line);
  line.undecided = isUndecided(line, run, finished);
  line.stuck = isStuck(line, run, finished);
  line.stuckCharges = stuckCharges(line, run);
  applyKeptFees(line, run);
  if (account === undefined) return;
  spend(account, dueMsat(line));
  if (line.settlements > 0) account.settledPayouts += 1;
  if (line.conclusion === "unknown" || line.conclusion === "pending") account.unknownOutcomes += 1;
  account.openPayments += line.openPayments;
  account.openMsat += line.openPayments * (line.costMsat + line.mayHoldMsat) + line.keptOpenMsat;
  account.keptOpenMsat += line.keptOpenMsat;
  if (isRouteUnknown) account.openMsat += line.settlements * line.costMsat;
  account.maxHeldMsat += mayBeHeldMsat(line, run);
  if (account.entriesKnown) explain(account, lineDriftMsat(line));
}

/** Without our rail, answers and lists are believed. A payout that they leave open counts as paid if it was charged. */
function believe(line: LineDraft, run: RunStarted): void {
  const { certain, open, reliesOnDeclaredTimeouts } = reportedPayments(line, run);
  const charges = line.project.entriesKnown ? line.openCharges.length : 0;
  line.assumedSettlements = Math.min(open, Math.max(0, charges - certain));
  line.settlements = certain + line.assumedSettlements;
  line.openPayments = open;
  line.reliesOnDeclaredTimeouts = reliesOnDeclaredTimeouts;
}

/** Without entries, open payouts may have cost anything up to their whole cost: the amount nearest to the balance is assumed. */
function assume(account: AccountDraft): void {
  const missingMsat = -(driftMsat(account) ?? 0);
  const assumedMsat = Math.max(0, Math.min(missingMsat, account.openMsat));
  spend(account, assumedMsat);
  account.keptAssumedMsat = Math.max(0, assumedMsat - (account.openMsat - account.keptOpenMsat));
}

/** What may still be held for a payout that is not final. An extra charge is a finding itself, and may be held as well. */
function mayBeHeldMsat(line: PayoutLine, { retryKey }: RunStarted): Msat {
  const { rows, pendingAnswers, inFlight, openPayments, openCharges, settlements, project } = line;
  const listed = rows.paid + rows.refused + rows.failed + openRows(line);
  const rowsAtMost = retryKey === "fresh" ? line.attempts : 1;
  const unlisted = Math.min(Math.max(0, rowsAtMost - listed), unknownAttempts(line) + pendingAnswers);
  const open = Math.max(inFlight, openPayments, openRows(line) + unlisted);
  const tooMany = project.entriesKnown ? Math.max(0, openCharges.length - settlements) : 0;
  return Math.max(open * (line.costMsat + line.mayHoldMsat), tooMany * line.costMsat + line.reservedMsat);
}

function closeAccount(account: AccountDraft, run: RunStarted, isUndecided: boolean): void {
  if (account.entriesKnown) explain(account, account.strayMsat);
  const drift = driftMsat(account);
  // Without entries, the rest of the drift may belong to undecided payouts. If answers are the oracle, the expected balance allows for them.
  const isOpen = isUndecided && !account.entriesKnown && run.oracle === "rail";
  account.residualMsat =
    drift === null || isOpen || isDriftUnattributable(account) ? null : drift - account.explainedMsat;
  // Without entries, a missing amount may be held rather than charged.
  if (!account.entriesKnown) account.maxHeldMsat += Math.max(0, -(drift ?? 0));
}

function explain(account: AccountDraft | undefined, msat: Msat): void {
  if (account !== undefined) account.explainedMsat += msat;
}
