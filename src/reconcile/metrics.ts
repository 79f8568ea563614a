import type { Metric, Metrics } from "../domain/reconciliation.ts";
import { lineCostSats, type PayoutLine } from "./line.ts";
import type { Statement } from "./statement.ts";

/** Everything that was counted and measured. Durations are left out where nothing was answered: there is nothing to measure. */
export function measure(statement: Statement): Metrics {
  const attempts = statement.lines.reduce((sum, line) => sum + line.attempts, 0);
  const timeouts = timeoutErrors(statement);
  const durations = durationOf(statement.lines);
  return {
    timeout_errors: { count: timeouts },
    balance_rollback_failures: { count: rollbackFailures(statement) },
    timeout_rate: { rate: attempts === 0 ? 0 : timeouts / attempts },
    ...(durations === undefined ? {} : { payout_duration: durations }),
    attempts: { count: attempts },
    payouts: { count: statement.lines.length },
    ...conclusions(statement.lines),
  };
}

/** Attempts that timed out at the node: our node saw the API hang up, or, where it is not ours, the API says so itself. */
export function timeoutErrors({ run, course, lines }: Statement): number {
  if (run.oracle === "node") return course.abandoned;
  // An API that answers "pending" instead of a timeout lists the payout as an error when its payment has failed.
  const pendingThatFailed = lines.filter(({ pendingSeen, listed }) => pendingSeen && listed === "unknown").length;
  return course.timeoutAnswers + pendingThatFailed;
}

/** Charges that have neither a settlement nor a refund behind them, whichever finding they belong to. */
function rollbackFailures(statement: Statement): number {
  let count = 0;
  for (const { project, openCharges, settlements } of statement.lines) {
    if (project.entriesKnown) count += Math.max(0, openCharges.length - settlements);
  }
  for (const { payout, sats } of statement.inferred) {
    const line = payout === null ? undefined : statement.lineOf(payout);
    if (line !== undefined && sats < 0) count += -sats / lineCostSats(line);
  }
  return count;
}

function conclusions(lines: readonly PayoutLine[]): Metrics {
  const counts = { paid: 0, pending: 0, refused: 0, unknown: 0 };
  for (const { conclusion } of lines) counts[conclusion] += 1;
  const { paid, pending, refused, unknown } = counts;
  return {
    paid: { count: paid },
    pending: { count: pending },
    refused: { count: refused },
    unknown: { count: unknown },
  };
}

/** From the first sending of a payout to its last answer, in milliseconds. */
function durationOf(lines: readonly PayoutLine[]): Metric | undefined {
  const durations = new Float64Array(lines.length);
  let answered = 0;
  for (const { answers, firstSentMs, lastAnsweredMs } of lines) {
    if (answers === 0) continue;
    durations[answered] = lastAnsweredMs - firstSentMs;
    answered += 1;
  }
  if (answered === 0) return undefined;
  const sorted = durations.subarray(0, answered).sort();
  const at = (percent: number) => rounded(sorted[Math.ceil((percent / 100) * answered) - 1] ?? 0);
  return { "p(50)": at(50), "p(95)": at(95), "p(99)": at(99), max: at(100) };
}

/** Milliseconds to three decimals: a thousandth of one is beyond what was measured. */
export function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
