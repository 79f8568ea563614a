import type { OutcomeLearned } from "../domain/fact.ts";
import { isHeard, type Outcome } from "../domain/outcome.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { applyPaidLater, type BoundsDraft, widenBounds } from "./balance-bounds.ts";
import type { LineDraft, OpenAttempt, PayoutLine } from "./payout-line.ts";

/**
 * What a caller learns after the answer: by asking again, or by a callback. It counts as a later answer about the same attempt. Under one key
 * all attempts are one payout, so a refusal is about all of them. A look-up that finds nothing, or fails, tells nothing about the money.
 */
export interface LearningContext {
  readonly run: RunStarted;
  readonly bounds: BoundsDraft;
  /** The durations of attempts; one that was left open lasts until its outcome is learned. */
  readonly attemptMs: number[];
}

/** Applies what was learned about an attempt. What is learned before the answer is kept until then. */
export function applyLearned(line: LineDraft, fact: OutcomeLearned, context: LearningContext): void {
  if (line.answers < fact.attempt) {
    line.learnedEarly = line.learnedEarly.concat(fact);
    return;
  }
  if (isHeard(fact.reason) && fact.outcome !== "unknown") {
    line.reached = true;
    line.lastHeardMs = Math.max(line.lastHeardMs ?? 0, fact.atMs);
  }
  if (fact.by === "callback" && fact.outcome === "unknown" && fact.reason !== "payment-timeout")
    line.calledUnknown = true;
  if (fact.outcome === "paid" || fact.outcome === "refused") applyFinal(line, fact, fact.outcome, context);
  else applyOpen(line, fact, context.run);
}

/** Applies what was learned before the answer that has just been applied. */
export function applyLearnedEarly(line: LineDraft, context: LearningContext): void {
  const due = line.learnedEarly;
  if (due.length === 0) return;
  line.learnedEarly = [];
  for (const fact of due) applyEarly(line, fact, context);
}

/**
 * A callback that names a payout by its key says nothing of attempts. One that came during a retry and called the payout refused may be about the
 * attempt before, which the retry has taken up: then it ends what the answer leaves open, and contradicts neither that answer nor the rail.
 */
function applyEarly(line: LineDraft, fact: OutcomeLearned, context: LearningContext): void {
  const isAmbiguous = fact.outcome === "refused" && fact.attempt > 1 && context.run.retryKey === "same";
  if (!isAmbiguous) return applyLearned(line, fact, context);
  if (line.paidAnswers > 0) return;
  const { calledRefused } = line;
  applyLearned(line, fact, context);
  line.calledRefused = calledRefused;
}

/** Another attempt under the same key takes up a payout that was called refused, unless it had been paid already. */
export function forgetRefusals(line: LineDraft, { retryKey }: RunStarted): void {
  if (retryKey === "fresh" || line.settlements > 0) return;
  line.calledRefused = 0;
  line.saidRefused = false;
}

/** True if what is learned about one attempt is about the whole payout. */
export function isAboutPayout({ attempts }: PayoutLine, { retryKey }: RunStarted): boolean {
  return retryKey === "same" || attempts === 1;
}

function applyFinal(
  line: LineDraft,
  fact: OutcomeLearned,
  outcome: "paid" | "refused",
  context: LearningContext,
): void {
  const { run, bounds } = context;
  // A request that was sent twice has two outcomes, and a refusal may be about the other copy.
  if (outcome === "refused" && line.duplicated) return;
  const isWhole = isAboutPayout(line, run);
  const before = isWhole ? toldBefore(line) : null;
  note(line, fact, outcome, isWhole);
  if (before === outcome) {
    if (fact.by === "poll") line[outcome === "paid" ? "paidByCallback" : "refusedByCallback"] = 0;
    return;
  }
  if (before !== null) contradict(line, before, context);
  const resolved = attemptsOf(line, fact, outcome, run);
  if (before === null && resolved.length === 0) return;
  for (const one of resolved) close(line, one, fact.atMs, context);
  const count = Math.max(1, resolved.length);
  const isCallback = fact.by === "callback";
  if (outcome === "refused") {
    line.refusedAnswers += count;
    if (isCallback) line.refusedByCallback += count;
    return;
  }
  applyPaidLater(bounds, fact.atMs, line, line.paidAnswers > 0 && run.retryKey === "same");
  line.paidAnswers += 1;
  if (isCallback) line.paidByCallback += 1;
}

/** Remembers what was said, for the checks that hold it against the rail. */
function note(line: LineDraft, { by, attempt }: OutcomeLearned, outcome: "paid" | "refused", isWhole: boolean): void {
  if (by === "poll") {
    if (outcome === "refused" && isWhole) line.saidRefused = true;
    return;
  }
  const bit = 1 << Math.min(attempt, 30);
  if (outcome === "paid") line.calledPaid |= bit;
  // While a retry is under way, the callback may be about the attempt before.
  else if (line.attempts === 1 || line.answers >= line.attempts || line.settlements > 0) line.calledRefused |= bit;
}

/** What the answers so far say for certain about the payout; null if they leave it open. */
function toldBefore(line: PayoutLine): "paid" | "refused" | null {
  if (line.paidAnswers > 0) return "paid";
  const isOpen = line.answers < line.attempts || line.openAttempts.length > 0;
  return isOpen || line.refusedAnswers === 0 ? null : "refused";
}

function contradict(line: LineDraft, before: "paid" | "refused", { bounds }: LearningContext): void {
  line.contradicted = true;
  if (before === "refused" && line.refusedByCallback === 0) line.saidRefused = true;
  widenBounds(bounds, line);
}

/**
 * The open attempts that an outcome resolves: a payment is made once, so it resolves one of them. After a payment timeout a service without
 * our rail cannot know that nothing was paid: there a refusal is only a guess.
 */
function attemptsOf(
  { openAttempts }: PayoutLine,
  { attempt }: OutcomeLearned,
  outcome: "paid" | "refused",
  { retryKey, oracle }: RunStarted,
): readonly OpenAttempt[] {
  const own = openAttempts.filter((one) => one.attempt === attempt);
  const all = retryKey === "fresh" || (outcome === "paid" && own.length > 0) ? own : openAttempts;
  if (outcome === "paid") return all.slice(-1);
  return all.filter(({ reason }) => oracle === "rail" || reason !== "payment-timeout");
}

function close(line: LineDraft, one: OpenAttempt, atMs: number, { attemptMs }: LearningContext): void {
  uncount(line, one);
  line.openAttempts = line.openAttempts.filter(({ place }) => place !== one.place);
  if (one.reason !== "not-reported") attemptMs[one.place] = atMs - one.sentMs;
  line.lastAnsweredMs = Math.max(line.lastAnsweredMs, atMs);
  if (one.reason === "unreadable") line.unreadable = false;
}

/** Takes an open answer out of the sums, because something else is known now. */
function uncount(line: LineDraft, { outcome, reason, requestKept }: OpenAttempt): void {
  if (outcome === "pending") {
    line.pendingAnswers -= 1;
    return;
  }
  line.unknownAnswers -= 1;
  if (reason === "payment-timeout") line.timeoutAnswers -= 1;
  else if (requestKept) line.keptRequests -= 1;
  if (reason === "client-timeout") line.clientTimeouts -= 1;
}

/** Applies an outcome that is not final: the payout is under way, or ended in a payment timeout, or nothing was learned. */
function applyOpen(line: LineDraft, fact: OutcomeLearned, { retryKey }: RunStarted): void {
  const { by, outcome, reason } = fact;
  const polled: Outcome | null = by === "poll" ? outcome : null;
  line.openAttempts = line.openAttempts.map((one) => {
    if (retryKey === "fresh" && one.attempt !== fact.attempt) return one;
    const heard = polled === null ? one : { ...one, polled };
    if (outcome === "pending" && one.outcome === "unknown") {
      uncount(line, one);
      line.pendingAnswers += 1;
      return { ...heard, outcome };
    }
    if (outcome === "unknown" && reason === "payment-timeout" && one.outcome === "pending") {
      uncount(line, one);
      line.unknownAnswers += 1;
      line.timeoutAnswers += 1;
      line.timedOut = true;
      return { ...heard, outcome, reason, requestKept: false };
    }
    return heard;
  });
}

/** Counts what the last polls call pending as rows, where the service does not list the payout. */
export function applyPolledState(line: LineDraft, { retryKey }: RunStarted): void {
  if (line.listed !== null || line.openAttempts.length === 0) return;
  const pending = line.openAttempts.filter(({ polled }) => polled === "pending").length;
  if (pending === 0) return;
  line.listed = "pending";
  line.rows = { ...line.rows, pending: retryKey === "same" ? 1 : pending };
}
