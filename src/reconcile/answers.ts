import type { PayoutState } from "../domain/books.ts";
import type { AttemptAnswered } from "../domain/fact.ts";
import { isHeard, type Outcome } from "../domain/outcome.ts";
import type { RetryKey } from "../domain/payout.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { type LineDraft, markOf, openRows, type PayoutLine, unknownAttempts } from "./payout-line.ts";

/** Applies an answer. `place` is that of the attempt in the list of durations. */
export function applyAnswer(line: LineDraft, fact: AttemptAnswered, retryKey: RetryKey, place: number): void {
  const { attempt, outcome, reason, atMs } = fact;
  line.answers += 1;
  line.lastAnsweredMs = Math.max(line.lastAnsweredMs, atMs);
  if (isHeard(reason)) {
    line.reached = true;
    line.lastHeardMs = atMs;
  }
  if (outcome === "paid") line.paidAnswers += 1;
  if (outcome === "pending") line.pendingAnswers += 1;
  if (outcome === "refused") line.refusedAnswers += 1;
  if (outcome === "unknown") {
    line.unknownAnswers += 1;
    if (reason === "payment-timeout") line.timeoutAnswers += 1;
    else if (line.requestKept) line.keptRequests += 1;
  }
  if (outcome === "pending" || outcome === "unknown") {
    const { requestKept, lastSentMs: sentMs } = line;
    line.openAttempts = line.openAttempts.concat({
      attempt,
      outcome,
      reason,
      requestKept,
      sentMs,
      place,
      polled: null,
    });
  }
  if (reason === "payment-timeout") line.timedOut = true;
  if (reason === "unreadable") line.unreadable = true;
  if (reason === "client-timeout") line.clientTimeouts += 1;
  line.paymentFailed = outcome === "refused" && reason === "payment-failed";
  if (fact.payoutId === "" || (retryKey === "fresh" && fact.attempt !== 1)) return;
  const id = markOf(fact.payoutId);
  if (line.answeredId !== -1 && line.answeredId !== id) line.keyBreached = true;
  line.answeredId = id;
}

/** What the caller of an accepted payout may conclude from its row. A row that ended in an error does not tell about the money. */
const concluded = {
  paid: "paid",
  refused: "refused",
  failed: "unknown",
  pending: "pending",
  unknown: "pending",
} as const satisfies Record<PayoutState, Outcome>;

/** What the caller may conclude from all answers. An attempt without an answer is unknown. */
export function conclusionOf(line: PayoutLine, run: RunStarted): Outcome {
  const { retryKey, oracle } = run;
  if (line.contradicted) return oracle === "answers" && isFinalState(line.listed) ? line.listed : "unknown";
  if (line.paidAnswers > 0) return "paid";
  // Without our rail, the list decides what the answers leave open.
  if (oracle === "answers" && line.listed === "paid") return "paid";
  if (line.pendingAnswers > 0) return line.listed === null ? "pending" : concluded[line.listed];
  const silent = line.answers < line.attempts;
  // Under one key, a definite failure is the result of the earlier attempts too.
  if (retryKey === "same" && line.paymentFailed && !silent) return "refused";
  if (!silent && line.unknownAnswers === 0) return "refused";
  return oracle === "answers" && retryKey === "same" && isSaidUnpaid(line, run) ? "refused" : "unknown";
}

function isFinalState(state: PayoutState | null): state is "paid" | "refused" {
  return state === "paid" || state === "refused";
}

/**
 * True if the service says that the payout was not paid. After a payment timeout it cannot know that, unless injected timeouts are declared
 * never to pay.
 */
function isSaidUnpaid(line: PayoutLine, { injectedTimeouts }: RunStarted): boolean {
  return isCalledRefused(line) && (line.timeoutAnswers === 0 || injectedTimeouts === "never-paid");
}

/** True if the payout is listed as refused or, where it is not listed, the caller learned so. */
function isCalledRefused({ listed, saidRefused, calledRefused }: PayoutLine): boolean {
  return listed === "refused" || (listed === null && (saidRefused || calledRefused !== 0));
}

/** True if a payout is open only because the caller gave up waiting. */
export function isOpenByClientTimeout(line: PayoutLine, { injectedTimeouts }: RunStarted): boolean {
  const others = line.keptRequests + (injectedTimeouts === "never-paid" ? line.timeoutAnswers : 0);
  return line.clientTimeouts > 0 && line.clientTimeouts + others >= unknownAttempts(line);
}

/** How often a payout was paid, as far as answers and lists tell: for certain, and how often more it may have been. */
export interface ReportedPayments {
  readonly certain: number;
  readonly open: number;
  /** True if nothing is open only because of what the injected timeouts are declared to mean. */
  readonly reliesOnDeclaredTimeouts: boolean;
}

/**
 * How often a payout was paid if answers are the oracle. A listed state decides. Open attempts are never evidence of non-payment, except for
 * payment timeouts and rows that ended in an error, if injected timeouts are declared never to pay.
 */
export function reportedPayments(line: PayoutLine, run: RunStarted): ReportedPayments {
  const never = run.injectedTimeouts === "never-paid";
  const silent = line.attempts - line.answers;
  const declared = never ? line.timeoutAnswers : 0;
  const open = line.unknownAnswers - line.keptRequests - declared + line.pendingAnswers + silent;
  if (run.retryKey === "fresh") return ofSeveral(line, open, declared, never);
  if (line.conclusion === "paid") return reported(1, 0);
  if (line.conclusion === "refused") return reported(0, 0);
  if (line.contradicted) return reported(0, 1);
  if (isSaidUnpaid(line, run)) return reported(0, 0);
  // After a timeout this is a guess, but a service that says "not paid" must not keep a charge.
  if (isCalledRefused(line)) return reported(0, line.project.entriesKnown && line.openCharges.length > 0 ? 0 : 1);
  if (line.listed === "failed") return reported(0, never ? 0 : 1, never);
  if (openRows(line) > 0 || open > 0) return reported(0, 1);
  return reported(0, 0, declared > 0);
}

function reported(certain: number, open: number, reliesOnDeclaredTimeouts = false): ReportedPayments {
  return { certain, open, reliesOnDeclaredTimeouts };
}

/** Each attempt has its own key and may be a payout of its own; each listed row decides one open attempt. */
function ofSeveral(line: PayoutLine, open: number, declared: number, never: boolean): ReportedPayments {
  const { rows, paidAnswers, refusedAnswers } = line;
  const certain = Math.max(paidAnswers, rows.paid);
  const ended = rows.refused + (never ? rows.failed : 0);
  const listedAsPaid = Math.max(0, rows.paid - paidAnswers);
  const listedAsEnded = Math.max(0, ended - refusedAnswers - line.keptRequests - declared);
  const left = Math.max(0, open - listedAsPaid - listedAsEnded);
  return reported(certain, left, never && (declared > 0 || rows.failed > 0));
}

/**
 * The run without its declaration of what injected timeouts mean, if far more payouts timed out than the switch can have injected: then
 * injected and real timeouts cannot be told apart.
 */
export function withCredibleTimeouts(run: RunStarted, lines: Iterable<PayoutLine>): RunStarted {
  const planned = run.faults.reduce((sum, fault) => (fault.name === "timeout" ? sum + fault.planned : sum), 0);
  // Without a plan, as in other people's test suites, the declaration is trusted.
  if (run.injectedTimeouts !== "never-paid" || planned === 0) return run;
  let timedOut = 0;
  for (const line of lines) if (line.timedOut) timedOut += 1;
  // A random switch exceeds four standard deviations once in ten thousand runs.
  const mostInjected = planned + 4 * Math.sqrt(planned) + 2;
  return timedOut <= mostInjected ? run : { ...run, injectedTimeouts: "unknown" };
}
