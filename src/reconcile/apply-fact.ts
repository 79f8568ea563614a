import type { PayoutState } from "../domain/books.ts";
import type { AttemptAnswered, EntryRead, Fact, FaultFired, PayoutRead } from "../domain/fact.ts";
import { isHeard } from "../domain/outcome.ts";
import { type PayoutNumber, payoutKey } from "../domain/payout.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { answer } from "./answers.ts";
import { lowerBounds, settleBounds } from "./balance-bounds.ts";
import type { Hit } from "./evidence.ts";
import { enter, type LineDraft, markOf, newLine, type PayoutLine, settle } from "./payout-line.ts";
import { list } from "./payout-status.ts";
import {
  type AccountDraft,
  enterOthers,
  enterStray,
  failRead,
  newAccount,
  noteOverdraft,
  readBalance,
} from "./project-account.ts";
import { type CourseDraft, count, newCourse, recordCourse } from "./run-events.ts";

/** A statement while facts are still being entered into it. */
export interface StatementDraft {
  readonly run: RunStarted;
  readonly course: CourseDraft;
  readonly lines: Map<PayoutNumber, LineDraft>;
  readonly accounts: Map<string, AccountDraft>;
  /** Entries that name a payout of this run and stand in another project than it was asked of. */
  readonly misplaced: Hit[];
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
    course: newCourse(run.atMs),
    lines: new Map(),
    accounts: new Map(run.projects.map(({ projectId, mayHold }) => [projectId, newAccount(projectId, mayHold)])),
    misplaced: [],
    answeredIds: new Map(),
    rows: new Map(),
    unknownWords: new Map(),
  };
}

/** Enters one fact. Facts come in the order of the journal, so a payout was asked for before anything else is said of it. */
export function record(draft: StatementDraft, fact: Exclude<Fact, RunStarted>): void {
  draft.course.lastAtMs = Math.max(draft.course.lastAtMs, fact.atMs);
  switch (fact.kind) {
    case "attempt-sent": {
      const account = accountOf(draft, fact.projectId);
      const line = lineOf(draft, fact.payout) ?? newLine(fact, account);
      line.attempts += 1;
      line.lastSentMs = fact.atMs;
      line.requestKept = false;
      line.asked = false;
      draft.lines.set(fact.payout, line);
      lowerBounds(account.bounds, line);
      return;
    }
    case "attempt-answered":
      recordAnswer(draft, fact);
      return;
    case "payment-received":
    case "payment-settled":
    case "payment-failed":
      recordPayment(draft, fact);
      return;
    case "payment-rejected": {
      const line = lineOf(draft, fact.payout);
      if (line !== undefined) ask(line);
      return;
    }
    case "fault-fired":
      recordFired(draft, fact);
      return;
    case "balance-read":
      readBalance(accountOf(draft, fact.projectId), fact, draft.run);
      return;
    case "entry-read":
      recordEntry(draft, fact);
      return;
    case "payout-read":
      recordListed(draft, fact);
      return;
    case "read-failed": {
      draft.course.readFailures.push(fact);
      const account = draft.accounts.get(fact.projectId);
      if (account !== undefined) failRead(account, fact, draft.lines.size === 0);
      return;
    }
    default:
      recordCourse(draft.course, fact);
  }
}

function recordFired({ course, lines }: StatementDraft, { payout, fault, delivered }: FaultFired): void {
  if (payout === null) return;
  count(course.fired, fault);
  if (delivered !== null) {
    const met = course.met.get(fault) ?? new Set();
    course.met.set(fault, met.add(payout));
  }
  const line = lines.get(payout);
  if (line === undefined) return;
  if (delivered === "never") line.requestKept = true;
  if (delivered === "twice") line.duplicated = true;
  if (delivered === "once") line.reached = true;
}

function recordAnswer(draft: StatementDraft, fact: AttemptAnswered): void {
  const { run, course, lines, accounts } = draft;
  const line = lines.get(fact.payout);
  const account = line === undefined ? undefined : accounts.get(line.project.projectId);
  // An attempt before it was told that the payment timed out, and the rail was not asked since: the same is told again.
  const repeats = run.retryKey === "same" && line !== undefined && line.timeoutAnswers > 0 && !line.asked;
  if (line !== undefined && account !== undefined) {
    course.attemptMs.push(fact.atMs - line.lastSentMs);
    const believed = asBelieved(line, fact);
    settleBounds(account.bounds, believed, line, line.paidAnswers > 0 && run.retryKey === "same");
    answer(line, believed, run.retryKey);
    if (isSilent(line, fact) && run.faults.length > 0) {
      const gaveUp = fact.reason === "client-timeout";
      course.silent.push({ payout: fact.payout, sentMs: line.lastSentMs, endedMs: fact.atMs, gaveUp });
    }
  }
  if (isHeard(fact.reason)) course.heard += 1;
  if (fact.reason === "client-timeout") course.clientTimeouts += 1;
  if (fact.reason === "gateway") course.gatewayAnswers += 1;
  if (fact.outcome === "refused" && fact.reason !== "payment-failed") {
    count(course.refusals, fact.code === "" ? String(fact.status) : fact.code);
  }
  if (run.retryKey === "fresh" && fact.attempt > 1 && fact.payoutId !== "") {
    const key = payoutKey(run.keyPrefix, fact.payout, fact.attempt, "fresh");
    draft.answeredIds.set(key, markOf(fact.payoutId));
  }
  if (fact.reason !== "payment-timeout") return;
  course.timeoutAnswers += 1;
  if (run.oracle === "rail" && repeats) course.repeatedTimeouts += 1;
}

/** A request that was sent twice has two answers, and the one that was heard refuses its own copy only: the other may be carried out. */
function asBelieved(line: PayoutLine, fact: AttemptAnswered): AttemptAnswered {
  return line.duplicated && fact.outcome === "refused"
    ? { ...fact, outcome: "unknown", reason: "service-error" }
    : fact;
}

/** An attempt without an answer of the service that a crash may explain. One whose request was kept on the wire is explained by that already. */
function isSilent(line: PayoutLine, { outcome, reason }: AttemptAnswered): boolean {
  return outcome === "unknown" && !isHeard(reason) && !line.requestKept;
}

/** Enters that the node was asked to pay. */
function ask(line: LineDraft): void {
  line.asked = true;
  line.everAsked = true;
  line.reached = true;
}

type PaymentFact = Extract<Fact, { readonly kind: "payment-received" | "payment-settled" | "payment-failed" }>;

function recordPayment(draft: StatementDraft, fact: PaymentFact): void {
  const { course } = draft;
  const line = lineOf(draft, fact.payout);
  if (fact.kind === "payment-received") course.received += 1;
  if (line === undefined) {
    if (fact.kind === "payment-received") course.strayReceived += 1;
    if (fact.kind === "payment-settled") course.straySettled += 1;
    return;
  }
  if (fact.kind === "payment-received") {
    ask(line);
    line.inFlight += 1;
  }
  if (fact.kind === "payment-failed") line.inFlight -= 1;
  if (fact.kind === "payment-settled") settle(line, fact.amountMsat);
}

function recordEntry(draft: StatementDraft, fact: EntryRead): void {
  const account = accountOf(draft, fact.projectId);
  const line = lineOf(draft, fact.payout);
  const below = fact.balanceAfterMsat !== null && fact.balanceAfterMsat < 0;
  if (line === undefined) {
    if (below) noteOverdraft(account, fact.balanceAfterMsat, fact.enteredAtMs ?? fact.atMs);
    // Our own API serves nobody else, so there nobody else explains anything.
    if (fact.isOfOthers && draft.run.target !== null) enterOthers(account, fact.deltaMsat);
    else enterStray(account, fact.deltaMsat);
    return;
  }
  account.ownEntries += 1;
  if (below) line.overdrawn = true;
  if (line.project === account) {
    enter(line, fact.effect, fact.deltaMsat);
    return;
  }
  const { projectId, deltaMsat: msat } = fact;
  draft.misplaced.push({ kind: "unexplained-change", projectId, payout: line.payout, msat });
}

function recordListed(draft: StatementDraft, fact: PayoutRead): void {
  const line = lineOf(draft, fact.payout);
  const account = draft.accounts.get(fact.projectId);
  if (account !== undefined) account[line === undefined ? "strayRows" : "ownRows"] += 1;
  if (line === undefined) return;
  const { retryKey, keyPrefix } = draft.run;
  const { key, state, word } = fact;
  const isFirstKey = key === payoutKey(keyPrefix, line.payout);
  const id = markOf(fact.payoutId);
  const row = key === "" ? undefined : draft.rows.get(key);
  list(line, state, retryKey, row?.id === id ? row.state : undefined);
  if (retryKey === "fresh" && key !== "") draft.rows.set(key, { id, state });
  noteWord(draft, `${line.payout} ${key}`, state === "unknown" ? word : undefined);
  if (fact.projectId !== line.project.projectId || fact.amountMsat !== line.amountMsat) line.keyBreached = true;
  if (key === "") return;
  const listedBefore = isFirstKey ? line.listedId : (row?.id ?? -1);
  const answered = isFirstKey ? line.answeredId : (draft.answeredIds.get(key) ?? -1);
  for (const other of [listedBefore, answered]) if (other !== -1 && other !== id) line.keyBreached = true;
  if (isFirstKey) line.listedId = id;
}

/** The last word under which a row is listed counts. */
function noteWord({ unknownWords }: StatementDraft, row: string, word: string | undefined): void {
  if (word !== undefined) unknownWords.set(row, word);
  else if (unknownWords.size > 0) unknownWords.delete(row);
}

function lineOf(draft: StatementDraft, payout: PayoutNumber | null): LineDraft | undefined {
  return payout === null ? undefined : draft.lines.get(payout);
}

function accountOf(draft: StatementDraft, projectId: string): AccountDraft {
  const known = draft.accounts.get(projectId);
  if (known !== undefined) return known;
  const account = newAccount(projectId);
  draft.accounts.set(projectId, account);
  return account;
}
