import type { Condition } from "../domain/condition.ts";
import { type MetricName, metricNames } from "../domain/metric.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Metric, Metrics } from "../domain/reconciliation.ts";
import { driftMsat } from "./account.ts";
import { type Distribution, distributionOf } from "./distribution.ts";
import type { Tally } from "./findings.ts";
import type { PayoutLine } from "./line.ts";
import { mismatches } from "./mismatches.ts";
import type { Statement } from "./statement.ts";

/** Everything that was counted and measured. */
export interface Measured {
  /** As reports show it. A metric without samples is left out: there is nothing to say of it. */
  readonly metrics: Metrics;
  /** The figure that a condition looks at, any percentile among them; undefined where its metric has no samples. */
  valueOf(condition: Pick<Condition, "metric" | "aggregate">): number | undefined;
}

/** Counts and measures. */
export function measure(statement: Statement, tallies: readonly Tally[]): Measured {
  const trends: Readonly<Partial<Record<MetricName, Distribution | undefined>>> = {
    payout_duration: distributionOf(payoutDurations(statement.lines)),
    attempt_duration: distributionOf(Float64Array.from(statement.course.attemptMs)),
  };
  const all: Figures = { ...figures(statement, tallies), ...figuresOf(trends) };
  const metrics: Metrics = Object.fromEntries(
    metricNames.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])),
  );
  return {
    metrics,
    valueOf({ metric, aggregate }) {
      const trend = trends[metric];
      if (trend !== undefined) return trend.figureOf(aggregate);
      const found = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
      if (found === undefined) return undefined;
      return "count" in found ? found.count : "rate" in found ? found.rate : undefined;
    },
  };
}

type Figures = Readonly<Partial<Record<MetricName, Metric | undefined>>>;

function figures(statement: Statement, tallies: readonly Tally[]): Figures {
  const { lines } = statement;
  const attempts = lines.reduce((sum, line) => sum + line.attempts, 0);
  const timeouts = timeoutErrors(statement);
  const { paid, pending, refused, unknown } = conclusions(lines);
  return {
    timeout_errors: { count: timeouts },
    balance_rollback_failures: countIf(rollbackFailures(statement)),
    balance_mismatches: countIf(mismatches(statement, tallies)),
    timeout_rate: share(timeouts, attempts),
    attempts: { count: attempts },
    payouts: { count: lines.length },
    paid: { count: paid },
    pending: { count: pending },
    refused: { count: refused },
    unknown: { count: unknown },
    paid_rate: share(paid, lines.length),
    unknown_rate: share(unknown, lines.length),
  };
}

function figuresOf(trends: Readonly<Partial<Record<MetricName, Distribution | undefined>>>): Figures {
  return Object.fromEntries(Object.entries(trends).map(([metric, trend]) => [metric, trend?.figures]));
}

function countIf(count: number | undefined): Metric | undefined {
  return count === undefined ? undefined : { count };
}

/** Of nothing there is no share. */
function share(part: number, whole: number): Metric | undefined {
  return whole === 0 ? undefined : { rate: part / whole };
}

/** Attempts that timed out at the node: our node saw the API hang up, or, where it is not ours, the API says so itself. */
export function timeoutErrors({ run, course, lines }: Statement): number {
  if (run.oracle === "rail") return course.abandoned;
  // An API that answers "pending" instead of a timeout lists the payout as an error when its payment has failed.
  const pendingThatFailed = lines.filter(({ pendingSeen, listed }) => pendingSeen && listed === "failed").length;
  return course.timeoutAnswers + pendingThatFailed;
}

/**
 * Charges that have neither a settlement nor a refund behind them, whichever finding they belong to. Undefined where none is known and the
 * charges of a project are not: neither its entries nor its drift.
 */
function rollbackFailures(statement: Statement): number | undefined {
  let count = 0;
  for (const { project, openCharges, settlements } of statement.lines) {
    if (project.entriesKnown) count += Math.max(0, openCharges.length - settlements);
  }
  for (const { payout, msat } of statement.inferred) {
    const line = payout === null ? undefined : statement.lineOf(payout);
    if (line !== undefined && msat < 0) count += -msat / line.costMsat;
  }
  const isKnown = statement.accounts.every((account) => account.entriesKnown || driftMsat(account) !== null);
  return count > 0 || isKnown ? count : undefined;
}

function conclusions(lines: readonly PayoutLine[]): Record<Outcome, number> {
  const counts = { paid: 0, pending: 0, refused: 0, unknown: 0 };
  for (const { conclusion } of lines) counts[conclusion] += 1;
  return counts;
}

/** From the first sending of a payout to its last answer, in milliseconds; those that were never answered have none. */
function payoutDurations(lines: readonly PayoutLine[]): Float64Array {
  const durations = new Float64Array(lines.length);
  let answered = 0;
  for (const { answers, firstSentMs, lastAnsweredMs } of lines) {
    if (answers === 0) continue;
    durations[answered] = lastAnsweredMs - firstSentMs;
    answered += 1;
  }
  return durations.subarray(0, answered);
}
