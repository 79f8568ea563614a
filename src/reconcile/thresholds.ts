import { type AlertRule, severities } from "../domain/alert.ts";
import { meets, type ReadCondition, readCondition, readNamedCondition } from "../domain/condition.ts";
import type { Doubt } from "../domain/doubt.ts";
import { isMetricName } from "../domain/metric.ts";
import type { AlertResult, ThresholdResult } from "../domain/reconciliation.ts";
import type { Thresholds } from "../domain/run-started.ts";
import type { Measurements } from "./metrics.ts";

/** Evaluates thresholds as in k6: `count==0`. One that cannot be evaluated, for example without samples, is not met and a doubt. */
export function evaluateThresholds(thresholds: Thresholds, measured: Measurements) {
  const results: ThresholdResult[] = [];
  const doubts: Doubt[] = [];
  for (const [metric, expressions] of Object.entries(thresholds)) {
    for (const expression of expressions) {
      const { ok, value, problem } = evaluate(read(metric, expression), measured);
      results.push({ metric, expression, ok, value });
      if (problem !== undefined) doubts.push({ kind: "threshold-not-judged", metric, expression, reason: problem });
    }
  }
  return { results, doubts };
}

/** Evaluates alerts, the most urgent first. They do not change the verdict or the exit code. */
export function evaluateAlerts(alerts: readonly AlertRule[], measured: Measurements): readonly AlertResult[] {
  return alerts
    .map(({ name, when, severity }) => {
      const { ok, value } = evaluate(readNamedCondition(when), measured);
      return { name, severity, when, fired: ok, value };
    })
    .sort((left, right) => severities.indexOf(left.severity) - severities.indexOf(right.severity));
}

/** The journal may be from another version, so a condition may be invalid. */
function read(metric: string, expression: string): ReadCondition {
  return isMetricName(metric)
    ? readCondition(metric, expression)
    : { ok: false, problem: `there is no metric ${metric}` };
}

function evaluate(read: ReadCondition, measured: Measurements) {
  if (!read.ok) return { ok: false, value: null, problem: read.problem };
  const value = measured.valueOf(read.condition);
  if (value === undefined) return { ok: false, value: null, problem: `${read.condition.metric} has no samples` };
  return { ok: meets(value, read.condition), value };
}
