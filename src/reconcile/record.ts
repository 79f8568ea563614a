import type { AttemptAnswered, EntryRead, Fact, PayoutRead, RunStarted } from "../domain/fact.ts";
import { type PayoutNumber, payoutKey } from "../domain/payout.ts";
import { type AccountDraft, deposit, enterStray, newAccount, noteOverdraft, readBalance } from "./account.ts";
import { lowerBounds, settleBounds } from "./bounds.ts";
import { type CourseDraft, count, newCourse, recordCourse } from "./course.ts";
import type { Hit } from "./hit.ts";
import {
  answer,
  enter,
  isPaymentTimeout,
  type LineDraft,
  lineCostSats,
  list,
  markOf,
  newLine,
  settle,
} from "./line.ts";
import { keepsRequest } from "./wire-faults.ts";

/** A statement while facts are still being entered into it. */
export interface StatementDraft {
  readonly run: RunStarted;
  readonly course: CourseDraft;
  readonly lines: Map<PayoutNumber, LineDraft>;
  readonly accounts: Map<string, AccountDraft>;
  /** Entries that name a payout of this run and stand in another project than it was asked of. */
  readonly misplaced: Hit[];
  /** The marks of the ids listed under the keys of second and later attempts. */
  readonly retryIds: Map<string, number>;
}

/** The statement of a run of which only the start is known. */
export function newDraft(run: RunStarted): StatementDraft {
  return {
    run,
    course: newCourse(run.atMs),
    lines: new Map(),
    accounts: new Map(run.projectIds.map((projectId) => [projectId, newAccount(projectId)])),
    misplaced: [],
    retryIds: new Map(),
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
      lowerBounds(account.bounds, lineCostSats(line));
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
      if (line !== undefined) line.asked = true;
      return;
    }
    case "fault-fired": {
      const line = lineOf(draft, fact.payout);
      if (fact.payout !== null) count(draft.course.fired, fact.fault);
      if (line !== undefined && keepsRequest(fact.fault)) line.requestKept = true;
      return;
    }
    case "balance-read":
      readBalance(accountOf(draft, fact.projectId), fact);
      return;
    case "deposited":
      deposit(accountOf(draft, fact.projectId), fact);
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
      if (account !== undefined && fact.what === "entries") account.entriesFailed = true;
      if (account !== undefined && fact.what === "payouts") account.payoutsFailed = true;
      return;
    }
    default:
      recordCourse(draft.course, fact);
  }
}

function recordAnswer({ run, course, lines, accounts }: StatementDraft, fact: AttemptAnswered): void {
  const line = lines.get(fact.payout);
  const account = line === undefined ? undefined : accounts.get(line.project.projectId);
  if (line !== undefined && account !== undefined) {
    settleBounds(account.bounds, fact, lineCostSats(line), line.paidSeen && run.retryKey === "same");
    answer(line, fact, run.retryKey);
    if (fact.outcome === "unknown" && fact.status === 0) {
      course.silent.push({ sentMs: line.lastSentMs, endedMs: fact.atMs });
    }
  }
  if (fact.status !== 0) course.heard += 1;
  if (fact.outcome === "refused" && fact.code !== "PAYMENT_FAILED") {
    count(course.refusals, fact.code === "" || fact.code === "NOT_JSON" ? String(fact.status) : fact.code);
  }
  if (!isPaymentTimeout(fact)) return;
  course.timeoutAnswers += 1;
  if (run.oracle === "node" && line?.asked === false) course.repeatedTimeouts += 1;
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
    line.asked = true;
    line.inFlight += 1;
  }
  if (fact.kind === "payment-failed") line.inFlight -= 1;
  if (fact.kind === "payment-settled") settle(line, fact.amountSats);
}

function recordEntry(draft: StatementDraft, fact: EntryRead): void {
  const account = accountOf(draft, fact.projectId);
  const line = lineOf(draft, fact.payout);
  const below = fact.balanceAfterSats !== null && fact.balanceAfterSats < 0;
  if (line === undefined) {
    if (below) noteOverdraft(account, fact.balanceAfterSats, fact.enteredAtMs ?? fact.atMs);
    enterStray(account, fact.deltaSats);
    return;
  }
  account.ownEntries += 1;
  if (below) line.overdrawn = true;
  if (line.project === account) {
    enter(line, fact.cause, fact.deltaSats);
    return;
  }
  const { projectId, deltaSats: sats } = fact;
  draft.misplaced.push({ kind: "unexplained-change", projectId, payout: line.payout, sats });
}

function recordListed(draft: StatementDraft, fact: PayoutRead): void {
  const line = lineOf(draft, fact.payout);
  if (line === undefined) return;
  const { retryKey, keyPrefix } = draft.run;
  list(line, fact, retryKey);
  if (fact.projectId !== line.project.projectId || fact.amountSats !== line.amountSats) line.keyBreached = true;
  if (fact.key === "") return;
  const isFirstKey = fact.key === payoutKey(keyPrefix, line.payout);
  const before = isFirstKey ? line.listedId : (draft.retryIds.get(fact.key) ?? -1);
  const id = markOf(fact.payoutId);
  if (before !== -1 && before !== id) line.keyBreached = true;
  if (isFirstKey) line.listedId = id;
  else draft.retryIds.set(fact.key, id);
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
