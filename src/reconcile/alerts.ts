import { type AlertRule, severities } from "../domain/alert.ts";
import { meets, readNamedCondition } from "../domain/condition.ts";
import type { AlertResult } from "../domain/reconciliation.ts";
import type { Measurements } from "./metrics.ts";

/**
 * Which alerts a run would have raised, the most urgent first. They judge nothing: neither the verdict nor the exit code knows of them,
 * because in a run that injects timeouts many timeouts are no news.
 */
export function evaluateAlerts(alerts: readonly AlertRule[], measured: Measurements): readonly AlertResult[] {
  return alerts
    .map(({ name, when, severity }) => {
      // A journal may come from another version, and a condition that nobody knows here is one that has no samples.
      const read = readNamedCondition(when);
      const value = read.ok ? (measured.valueOf(read.condition) ?? null) : null;
      return { name, severity, when, fired: read.ok && value !== null && meets(value, read.condition), value };
    })
    .sort((left, right) => severities.indexOf(left.severity) - severities.indexOf(right.severity));
}
