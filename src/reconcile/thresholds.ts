import { meets, readCondition } from "../domain/condition.ts";
import type { Doubt } from "../domain/doubt.ts";
import { isMetricName } from "../domain/metric.ts";
import type { ThresholdResult } from "../domain/reconciliation.ts";
import type { Thresholds } from "../domain/run-started.ts";
import type { Measurements } from "./metrics.ts";

/** The thresholds, judged, and those that cannot be. */
export interface ThresholdEvaluation {
  readonly results: readonly ThresholdResult[];
  /** One for each threshold that cannot be judged; such a one is not ok. */
  readonly doubts: readonly Doubt[];
}

/** Compares metrics with their thresholds, written as in k6: `count==0`. What was never measured has met no threshold. */
export function evaluateThresholds(thresholds: Thresholds, measured: Measurements): ThresholdEvaluation {
  const results: ThresholdResult[] = [];
  const doubts: Doubt[] = [];
  for (const [metric, expressions] of Object.entries(thresholds)) {
    for (const expression of expressions) {
      const { ok, value, why } = judged(metric, expression, measured);
      results.push({ metric, expression, ok, value });
      if (why !== undefined) doubts.push({ kind: "threshold-not-judged", metric, expression, reason: why });
    }
  }
  return { results, doubts };
}

interface Judged {
  readonly ok: boolean;
  readonly value: number | null;
  readonly why?: string;
}

/** A journal may come from another version, so its thresholds are read as if nobody had checked them. */
function judged(metric: string, expression: string, measured: Measurements): Judged {
  if (!isMetricName(metric)) return { ok: false, value: null, why: `there is no metric ${metric}` };
  const read = readCondition(metric, expression);
  if (!read.ok) return { ok: false, value: null, why: read.problem };
  const value = measured.valueOf(read.condition);
  if (value === undefined) return { ok: false, value: null, why: `${metric} has no samples` };
  return { ok: meets(value, read.condition), value };
}
