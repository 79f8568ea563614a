import type { PayoutState } from "../domain/books.ts";
import type {
  AttemptAnswered,
  EntryRead,
  Fact,
  FaultFired,
  PaymentFailed,
  PaymentReceived,
  PaymentRejected,
  PaymentSettled,
  PayoutRead,
} from "../domain/fact.ts";
import { hostileAmountOf } from "../domain/hostile-amount.ts";
import { isHeard } from "../domain/outcome.ts";
import { isPaymentFaultName, type PaymentFault, paymentFaults } from "../domain/payment-fault.ts";
import { type PayoutNumber, payoutKey } from "../domain/payout.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { applyAnswer } from "./answers.ts";
import { applyAttemptResult, applyRoutingFee, applySentAttempt } from "./balance-bounds.ts";
import { applyLearned, applyLearnedEarly, forgetRefusals, type LearningContext } from "./learned.ts";
import { applyEntry, applySettlement, type LineDraft, markOf, type PayoutLine } from "./payout-line.ts";
import { applyListedState } from "./payout-status.ts";
import {
  type AccountDraft,
  applyBalanceRead,
  applyForeignEntry,
  applyReadFailure,
  applyStrayEntry,
  newAccount,
  noteOverdraft,
} from "./project-account.ts";
import { applyRunFact, count } from "./run-events.ts";
import type { StatementDraft } from "./statement.ts";

/** Applies one fact. Facts come in the order of the journal, so the first fact about a payout is that it was sent. */
export function applyFact(draft: StatementDraft, fact: Exclude<Fact, RunStarted>): void {
  draft.events.lastAtMs = Math.max(draft.events.lastAtMs, fact.atMs);
  switch (fact.kind) {
    case "attempt-sent": {
      const account = accountOf(draft, fact.projectId);
      const line = draft.lines.get(fact.payout) ?? draft.lines.open(fact, account);
      if (line.attempts === 0) line.hostile = hostileAmountOf(draft.run.hostileAmounts ?? [], fact.payout) ?? null;
      if (line.attempts > 0) forgetRefusals(line, draft.run);
      line.attempts += 1;
      line.lastSentMs = fact.atMs;
      line.requestKept = false;
      line.requested = false;
      applySentAttempt(account.bounds, line);
      return;
    }
    case "attempt-answered":
      applyAttemptAnswer(draft, fact);
      return;
    case "outcome-learned": {
      const line = draft.lines.get(fact.payout);
      const context = line === undefined ? undefined : learningContext(draft, line);
      if (line !== undefined && context !== undefined) applyLearned(line, fact, context);
      if (line !== undefined && fact.reason === "not-asked") line.notLookedUp = true;
      // Not finding it says nothing; finding it, in a state that is not known, does.
      const isFound = fact.reason === "unreadable";
      if (line !== undefined && fact.by === "poll" && isFound && hasEnded(line)) line.leftOpenAfterEnd = true;
      return;
    }
    case "payment-received":
    case "payment-rejected":
    case "payment-settled":
    case "payment-failed":
      applyPayment(draft, fact);
      return;
    case "payment-abandoned":
      if (lineOf(draft, fact.payout)?.held === false) draft.events.cutOff += 1;
      else draft.events.abandoned += 1;
      return;
    case "fault-fired":
      applyFiredFault(draft, fact);
      return;
    case "balance-read":
      applyBalanceRead(accountOf(draft, fact.projectId), fact, draft.run);
      return;
    case "entry-read":
      applyEntryRead(draft, fact);
      return;
    case "payout-read":
      applyPayoutRead(draft, fact);
      return;
    case "read-failed": {
      draft.events.readFailures.push(fact);
      const account = draft.accounts.get(fact.projectId);
      if (account !== undefined) applyReadFailure(account, fact, draft.lines.size === 0);
      return;
    }
    default:
      applyRunFact(draft.events, fact);
  }
}

function applyFiredFault({ run, events, lines }: StatementDraft, { payout, fault, delivered }: FaultFired): void {
  if (payout === null) return;
  count(events.fired, fault);
  const isInARow = run.faults.some(({ name, inARow }) => name === fault && inARow !== undefined);
  if (isInARow) events.metBy.set(fault, (events.metBy.get(fault) ?? new Set()).add(payout));
  if (delivered === "never" || delivered === "later" || delivered === "once") events.explainedByWire += 1;
  const line = lines.get(payout);
  if (line === undefined) return;
  if (delivered === "never") line.requestKept = true;
  if (delivered === "twice" || delivered === "again") line.duplicated = true;
  if (delivered === "once") line.reached = true;
}

function applyAttemptAnswer(draft: StatementDraft, fact: AttemptAnswered): void {
  const { run, events, lines, accounts } = draft;
  const line = lines.get(fact.payout);
  const account = accounts.get(line?.project.projectId ?? "");
  // After a payment timeout, and without asking the rail again, the API repeats its answer.
  const repeats = run.retryKey === "same" && line !== undefined && line.timeoutAnswers > 0 && !line.requested;
  if (line !== undefined && account !== undefined) {
    const isTold = fact.reason !== "not-reported";
    if (!isTold) events.notReported.add(fact.payout);
    const place = events.attemptMs.push(isTold ? fact.atMs - line.lastSentMs : Number.NaN) - 1;
    const believed = asBelieved(line, fact);
    if (believed !== fact) events.explainedByWire += 1;
    applyAttemptResult(account.bounds, believed, line, line.paidAnswers > 0 && run.retryKey === "same");
    applyAnswer(line, believed, run.retryKey, place);
    if (hasEnded(line) && isOpenAnswer(believed)) line.leftOpenAfterEnd = true;
    applyLearnedEarly(line, { run, bounds: account.bounds, attemptMs: events.attemptMs });
    if (isSilent(line, fact) && run.faults.length > 0) {
      const gaveUp = fact.reason === "client-timeout";
      events.silent.push({ payout: fact.payout, sentMs: line.lastSentMs, endedMs: fact.atMs, gaveUp });
    }
  }
  if (line !== undefined && fact.reason === "service-error" && run.faults.some(isOfProcess)) {
    events.unclear.push({ payout: fact.payout, sentMs: line.lastSentMs, endedMs: fact.atMs, gaveUp: false });
  }
  if (isHeard(fact.reason)) events.heard += 1;
  if (fact.reason === "client-timeout") events.clientTimeouts += 1;
  if (fact.reason === "gateway") events.gatewayAnswers += 1;
  if (fact.outcome === "refused" && fact.reason !== "payment-failed") {
    count(events.refusals, fact.code === "" ? String(fact.status) : fact.code);
  }
  if (run.retryKey === "fresh" && fact.attempt > 1 && fact.payoutId !== "") {
    const key = payoutKey(run.keyPrefix, fact.payout, fact.attempt, "fresh");
    draft.answeredIds.set(key, markOf(fact.payoutId));
  }
  if (fact.reason !== "payment-timeout") return;
  events.timeoutAnswers += 1;
  if (run.oracle === "rail" && repeats) events.repeatedTimeouts += 1;
}

function learningContext({ run, accounts, events }: StatementDraft, line: PayoutLine): LearningContext | undefined {
  const account = accounts.get(line.project.projectId);
  return account === undefined ? undefined : { run, bounds: account.bounds, attemptMs: events.attemptMs };
}

/** A request that was sent twice has two answers. A refusal concerns its own copy only, and the other copy may be paid. */
function asBelieved(line: PayoutLine, fact: AttemptAnswered): AttemptAnswered {
  return line.duplicated && fact.outcome === "refused"
    ? { ...fact, outcome: "unknown", reason: "service-error" }
    : fact;
}

/** True for a fault of a process or of its storage. */
function isOfProcess({ where }: RunStarted["faults"][number]): boolean {
  return where === "process" || where === "storage";
}

/**
 * True for an attempt without an answer that a crash may explain. A wire fault explains a request that it kept. That nothing was told of one is explained
 * already, and nobody knows whether it was under way.
 */
function isSilent(line: PayoutLine, { outcome, reason }: AttemptAnswered): boolean {
  return outcome === "unknown" && !isHeard(reason) && reason !== "not-reported" && !line.requestKept;
}

function applyPayment(
  draft: StatementDraft,
  fact: PaymentReceived | PaymentRejected | PaymentSettled | PaymentFailed,
): void {
  const { events } = draft;
  const line = lineOf(draft, fact.payout);
  if (fact.kind === "payment-received") events.received += 1;
  if (line === undefined) {
    if (fact.kind === "payment-received") events.strayReceived += 1;
    if (fact.kind === "payment-settled") events.straySettled += 1;
    return;
  }
  if (fact.kind === "payment-received" || fact.kind === "payment-rejected") {
    line.requested = true;
    line.everRequested = true;
    line.reached = true;
  }
  if (fact.kind === "payment-received") {
    line.inFlight += 1;
    line.held = !isPaymentFaultName(fact.fault) || (paymentFaults[fact.fault] as PaymentFault).held !== undefined;
    if (isEndHidden(fact.fault)) line.endUntold = true;
  }
  if (fact.kind === "payment-failed") {
    line.inFlight -= 1;
    line.failures += 1;
  }
  if (fact.kind !== "payment-settled") return;
  applySettlement(line, fact);
  const account = draft.accounts.get(line.project.projectId);
  if (account !== undefined) applyRoutingFee(account.bounds, fact.passedOnMsat);
}

/** True once our rail has told the service how each of its payments ended. */
function hasEnded({ everRequested, inFlight, endUntold }: PayoutLine): boolean {
  return everRequested && inFlight === 0 && !endUntold;
}

/** An answer of the service that leaves the outcome open. A retry may be told that the attempt before it goes on; the first attempt may not. */
function isOpenAnswer({ outcome, reason, attempt }: AttemptAnswered): boolean {
  if (outcome === "pending") return reason === "none" || attempt === 1;
  return outcome === "unknown" && reason === "service-error";
}

/** True where the rail does not tell its caller how the payment ends. */
function isEndHidden(fault: string): boolean {
  if (!isPaymentFaultName(fault)) return true;
  const { held, answer } = paymentFaults[fault] as PaymentFault;
  return held !== undefined || answer !== undefined;
}

function applyEntryRead(draft: StatementDraft, fact: EntryRead): void {
  const account = accountOf(draft, fact.projectId);
  const line = lineOf(draft, fact.payout);
  const below = fact.balanceAfterMsat !== null && fact.balanceAfterMsat < 0;
  if (line === undefined) {
    if (below) noteOverdraft(account, fact.balanceAfterMsat, fact.enteredAtMs ?? fact.atMs);
    // Only a target serves others as well.
    if (fact.isOfOthers && draft.run.target !== null) applyForeignEntry(account, fact.deltaMsat);
    else applyStrayEntry(account, fact.deltaMsat);
    return;
  }
  account.ownEntries += 1;
  if (below) line.overdrawn = true;
  const { projectId, effect, deltaMsat: msat } = fact;
  if (line.project === account) applyEntry(line, effect, msat);
  else draft.misplaced.push({ kind: "unexplained-change", projectId, payout: line.payout, msat });
}

function applyPayoutRead(draft: StatementDraft, fact: PayoutRead): void {
  const line = lineOf(draft, fact.payout);
  const account = draft.accounts.get(fact.projectId);
  if (account !== undefined) account[line === undefined ? "strayRows" : "ownRows"] += 1;
  if (line === undefined) return;
  const { retryKey, keyPrefix } = draft.run;
  const { key, state, word } = fact;
  const isFirstKey = key === payoutKey(keyPrefix, line.payout);
  const id = markOf(fact.payoutId);
  const row = key === "" ? undefined : draft.rows.get(key);
  if (isFirstKey && hasNoPayout(state) && isRefusedCopy(line, fact, id)) return;
  const replacesCopy = line.duplicated && line.listed !== null && hasNoPayout(line.listed);
  applyListedState(line, state, retryKey, row?.id === id ? row.state : undefined);
  if (retryKey === "fresh" && key !== "") draft.rows.set(key, { id, state });
  // The last read of a row counts.
  if (state === "unknown") draft.unknownWords.set(`${line.payout} ${key}`, word);
  else if (draft.unknownWords.size > 0) draft.unknownWords.delete(`${line.payout} ${key}`);
  if (fact.projectId !== line.project.projectId || isAnother(fact.amountMsat, line)) line.keyBreached = true;
  if (key === "") return;
  const listedBefore = isFirstKey ? (replacesCopy ? -1 : line.listedId) : (row?.id ?? -1);
  const answered = isFirstKey ? line.answeredId : (draft.answeredIds.get(key) ?? -1);
  for (const other of [listedBefore, answered]) if (other !== -1 && other !== id) line.keyBreached = true;
  if (isFirstKey) line.listedId = id;
}

/** Whether a listed amount is not that of the payout. One that is not told is not another one. */
function isAnother(amountMsat: PayoutRead["amountMsat"], line: PayoutLine): boolean {
  return amountMsat !== null && amountMsat !== line.amountMsat;
}

function hasNoPayout(state: PayoutState): boolean {
  return state === "refused" || state === "failed";
}

/**
 * True for the row of a refused copy. After a request that was sent twice, some services list the copy that they refused as a row of its own.
 * No second payout stands behind it, so it breaks no promise. If it moved money all the same, the books and the rail show it.
 */
function isRefusedCopy(line: PayoutLine, { amountMsat }: PayoutRead, id: number): boolean {
  if (!line.duplicated) return false;
  if (line.listedId !== -1) return line.listedId !== id;
  return isAnother(amountMsat, line) || (line.answeredId !== -1 && line.answeredId !== id);
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
