import type { Condition } from "../domain/condition.ts";
import { type MetricName, metricNames } from "../domain/metric.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Metric, Metrics } from "../domain/reconciliation.ts";
import { isRailUnused } from "./coverage.ts";
import { countOf, type Lines } from "./line-store.ts";
import { unknownAttempts } from "./payout-line.ts";
import { type Distribution, distributionOf, payoutDurations } from "./percentiles.ts";
import { driftMsat, isDriftUnattributable, type ProjectAccount } from "./project-account.ts";
import { type Statement, undecidedProjects } from "./statement.ts";
import type { Tally } from "./tally-findings.ts";

/** The metrics of a run. */
export interface Measurements {
  /** A metric without samples is left out. */
  readonly metrics: Metrics;
  /** The figure that a condition compares; undefined if the metric has no samples. */
  valueOf(condition: Pick<Condition, "metric" | "aggregate">): number | undefined;
}

/** Computes all metrics. */
export function measure(statement: Statement, tallies: readonly Tally[]): Measurements {
  const trends: Readonly<Partial<Record<MetricName, Distribution | undefined>>> = {
    payout_duration: distributionOf(payoutDurations(statement)),
    attempt_duration: distributionOf(attemptDurations(statement)),
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

/** Of what a load engine did not report, nobody knows how long it took. */
function attemptDurations({ events: { attemptMs, notReported } }: Statement): Float64Array {
  const all = new Float64Array(attemptMs);
  return notReported.size === 0 ? all : all.filter((ms) => !Number.isNaN(ms));
}

type Figures = Readonly<Partial<Record<MetricName, Metric | undefined>>>;

function figures(statement: Statement, tallies: readonly Tally[]): Figures {
  const { lines } = statement;
  const timeouts = timeoutErrors(statement);
  const { attempts, paid, pending, refused, unknown } = totals(lines);
  return {
    timeout_errors: countIf(timeouts),
    balance_rollback_failures: countIf(rollbackFailures(statement)),
    balance_mismatches: countIf(balanceMismatches(statement, tallies)),
    timeout_rate: timeouts === undefined ? undefined : share(timeouts, attempts),
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

function share(part: number, whole: number): Metric | undefined {
  return whole === 0 ? undefined : { rate: part / whole };
}

/**
 * Attempts that timed out at the node: our rail saw the API disconnect, or else the service reported it. Undefined if none is reported but
 * attempts ended without a clear answer or payment faults were planned.
 */
function timeoutErrors(statement: Statement): number | undefined {
  const { run, events, lines } = statement;
  // A process that is killed hangs up on healthy payments, too.
  if (run.oracle === "rail") return events.abandoned + (events.crashes.length === 0 ? events.cutOff : 0);
  const reported = timeoutAnswers(statement);
  const isClear = run.faults.every(({ where }) => where === "wire") && !lines.some((line) => unknownAttempts(line) > 0);
  return reported > 0 || isClear ? reported : undefined;
}

/** Payment timeouts that the service reports, either in an answer or in the failed row of a payout that it had accepted. */
export function timeoutAnswers({ events, lines }: Statement): number {
  return events.timeoutAnswers + countOf(lines, ({ pendingAnswers, rows }) => pendingAnswers > 0 && rows.failed > 0);
}

/**
 * Charges with neither a settlement nor a refund. Undefined if none is known and a project has open payments, or an unexplained drift and
 * no entries.
 */
function rollbackFailures(statement: Statement): number | undefined {
  let count = 0;
  for (const { project, openCharges, settlements } of statement.lines) {
    if (project.entriesKnown) count += Math.max(0, openCharges.length - settlements);
  }
  for (const { payout, msat } of statement.inferred) {
    const line = payout === null ? undefined : statement.lineOf(payout);
    if (line !== undefined && msat < 0) count += -msat / (line.costMsat - line.keptMsat);
  }
  const isKnown = ({ entriesKnown, residualMsat, openPayments }: ProjectAccount) =>
    openPayments === 0 && (entriesKnown || residualMsat === 0);
  return count > 0 || statement.accounts.every(isKnown) ? count : undefined;
}

function totals(lines: Lines): Record<Outcome | "attempts", number> {
  const counts = { attempts: 0, paid: 0, pending: 0, refused: 0, unknown: 0 };
  for (const { conclusion, attempts } of lines) {
    counts[conclusion] += 1;
    counts.attempts += attempts;
  }
  return counts;
}

/**
 * Projects whose balance is wrong, or right only because errors cancel each other out. With open payments, a drift of 0 is not known to be
 * right. Undefined if no project is known to be wrong and some are not known.
 */
function balanceMismatches(statement: Statement, tallies: readonly Tally[]): number | undefined {
  if (isRailUnused(statement)) return undefined;
  const { accounts, lines } = statement;
  const projectsWithShare = new Set(tallies.flatMap(({ projectsWithShare }) => projectsWithShare));
  const undecided = undecidedProjects(lines);
  const isKnown = (account: ProjectAccount) => {
    const drift = driftMsat(account);
    if (drift === null || isDriftUnattributable(account) || (drift === 0 && account.openPayments > 0)) return false;
    return drift === 0 || !undecided.has(account.projectId);
  };
  const wrong = accounts.filter((account) => {
    return projectsWithShare.has(account.projectId) || (isKnown(account) && driftMsat(account) !== 0);
  }).length;
  return wrong > 0 || accounts.every(isKnown) ? wrong : undefined;
}
