import type { PayoutState } from "../domain/books.ts";
import type { AttemptAnswered } from "../domain/fact.ts";
import { isHeard, type Outcome } from "../domain/outcome.ts";
import type { RetryKey } from "../domain/payout.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { type LineDraft, markOf, openRows, type PayoutLine, unknownAttempts } from "./payout-line.ts";

/** Enters what the client was answered. */
export function applyAnswer(line: LineDraft, fact: AttemptAnswered, retryKey: RetryKey): void {
  const { outcome, reason, atMs } = fact;
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
  if (reason === "unreadable") line.unreadable = true;
  if (reason === "client-timeout") line.clientTimeouts += 1;
  line.paymentFailed = outcome === "refused" && reason === "payment-failed";
  if (fact.payoutId === "" || (retryKey === "fresh" && fact.attempt !== 1)) return;
  const id = markOf(fact.payoutId);
  if (line.answeredId !== -1 && line.answeredId !== id) line.keyBreached = true;
  line.answeredId = id;
}

/** What the caller of a payout that was taken over may conclude from its row. One that ended in an error tells nothing about the money. */
const concluded = {
  paid: "paid",
  refused: "refused",
  failed: "unknown",
  pending: "pending",
  unknown: "pending",
} as const satisfies Record<PayoutState, Outcome>;

/** What the caller may conclude from all answers. An attempt that was never answered is unknown. */
export function conclusionOf(line: PayoutLine, run: RunStarted): Outcome {
  const { retryKey, oracle } = run;
  if (line.paidAnswers > 0) return "paid";
  // Where nobody but the service knows, its list decides what its answers left open.
  if (oracle === "answers" && line.listed === "paid") return "paid";
  if (line.pendingAnswers > 0) return line.listed === null ? "pending" : concluded[line.listed];
  const silent = line.answers < line.attempts;
  // Under one key a certain failure speaks for the payout, and so for the attempts before it.
  if (retryKey === "same" && line.paymentFailed && !silent) return "refused";
  if (!silent && line.unknownAnswers === 0) return "refused";
  return oracle === "answers" && retryKey === "same" && isListedAsUnpaid(line, run) ? "refused" : "unknown";
}

/**
 * True for a row that says that the payout was not paid. Whoever said that its payment timed out cannot have known that it will never be
 * paid, unless the contract of the switch that injected the timeout says so: a row that was closed then is a guess.
 */
function isListedAsUnpaid({ listed, timeoutAnswers }: PayoutLine, { injectedTimeouts }: RunStarted): boolean {
  return listed === "refused" && (timeoutAnswers === 0 || injectedTimeouts === "never-paid");
}

/** True where a payout is left open only because the caller itself gave up waiting. */
export function isOpenByClientTimeout(line: PayoutLine, { injectedTimeouts }: RunStarted): boolean {
  const others = line.keptRequests + (injectedTimeouts === "never-paid" ? line.timeoutAnswers : 0);
  return line.clientTimeouts > 0 && line.clientTimeouts + others >= unknownAttempts(line);
}

/** How often a payout was paid as far as answers and lists tell: so often for certain, and so often more if what they leave open was paid. */
export interface ReportedPayments {
  readonly certain: number;
  readonly open: number;
  /** True where nothing is open only because of what the injected timeouts are declared to mean. */
  readonly reliesOnDeclaredTimeouts: boolean;
}

/**
 * How often a payout was paid where answers are the oracle. A listed state decides where there is one. What is left open is never evidence
 * that nothing was paid, except for payment timeouts, and for rows that ended in an error, where the contract of the switch that injects
 * them says that they never pay.
 */
export function reportedPayments(line: PayoutLine, run: RunStarted): ReportedPayments {
  const never = run.injectedTimeouts === "never-paid";
  const silent = line.attempts - line.answers;
  const declared = never ? line.timeoutAnswers : 0;
  const open = line.unknownAnswers - line.keptRequests - declared + line.pendingAnswers + silent;
  if (run.retryKey === "fresh") return ofSeveral(line, open, declared, never);
  if (line.conclusion === "paid") return reported(1, 0);
  if (line.conclusion === "refused" || isListedAsUnpaid(line, run)) return reported(0, 0);
  // Such a guess excuses no charge that it leaves behind: whoever says that nothing was paid keeps nothing for it.
  if (line.listed === "refused") return reported(0, line.project.entriesKnown && line.openCharges.length > 0 ? 0 : 1);
  if (line.listed === "failed") return reported(0, never ? 0 : 1, never);
  if (openRows(line) > 0 || open > 0) return reported(0, 1);
  return reported(0, 0, declared > 0);
}

function reported(certain: number, open: number, reliesOnDeclaredTimeouts = false): ReportedPayments {
  return { certain, open, reliesOnDeclaredTimeouts };
}

/** Each attempt has a key of its own and may be a payout of its own; whatever is listed decides one of those that are open. */
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
 * What the timeouts of a run mean, as declared of the switch that injects them. The declaration speaks of no timeout that the service has by
 * itself: where far more payouts timed out than a switch that rolls dice injects, nobody can tell which were which, and it is of no use.
 */
export function withCredibleTimeouts(run: RunStarted, lines: Iterable<PayoutLine>): RunStarted {
  const planned = run.faults.reduce((sum, fault) => (fault.name === "timeout" ? sum + fault.planned : sum), 0);
  // Without a plan, as in the test suites of others, whoever declares it has counted for himself.
  if (run.injectedTimeouts !== "never-paid" || planned === 0) return run;
  let timedOut = 0;
  for (const { timeoutAnswers } of lines) if (timeoutAnswers > 0) timedOut += 1;
  return timedOut <= mostInjected(planned) ? run : { ...run, injectedTimeouts: "unknown" };
}

/** Dice exceed four standard deviations once in ten thousand runs. */
function mostInjected(planned: number): number {
  return planned + 4 * Math.sqrt(planned) + 2;
}
