import { meets, readCondition } from "../domain/condition.ts";
import type { Thresholds } from "../domain/fact.ts";
import { isMetricName } from "../domain/metric.ts";
import type { ThresholdResult } from "../domain/reconciliation.ts";
import type { Measured } from "./metrics.ts";

/** The thresholds, judged, and those that cannot be. */
export interface ThresholdAnswers {
  readonly results: readonly ThresholdResult[];
  /** One sentence for each threshold that cannot be judged; such a one is not ok. */
  readonly doubts: readonly string[];
}

/** Compares metrics with their thresholds, written as in k6: `count==0`. What was never measured has met no threshold. */
export function judge(thresholds: Thresholds, measured: Measured): ThresholdAnswers {
  const results: ThresholdResult[] = [];
  const doubts: string[] = [];
  for (const [metric, expressions] of Object.entries(thresholds)) {
    for (const expression of expressions) {
      const { ok, value, doubt } = judged(metric, expression, measured);
      results.push({ metric, expression, ok, value });
      if (doubt !== undefined) doubts.push(`the threshold ${metric}: ${expression} cannot be judged: ${doubt}`);
    }
  }
  return { results, doubts };
}

interface Judged {
  readonly ok: boolean;
  readonly value: number | null;
  readonly doubt?: string;
}

/** A journal may come from another version, so its thresholds are read as if nobody had checked them. */
function judged(metric: string, expression: string, measured: Measured): Judged {
  if (!isMetricName(metric)) return { ok: false, value: null, doubt: `there is no metric ${metric}` };
  const read = readCondition(metric, expression);
  if (!read.ok) return { ok: false, value: null, doubt: read.problem };
  const value = measured.valueOf(read.condition);
  if (value === undefined) return { ok: false, value: null, doubt: `${metric} has no samples` };
  return { ok: meets(value, read.condition), value };
}
