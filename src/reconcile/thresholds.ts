import type { Thresholds } from "../domain/fact.ts";
import type { Metrics, ThresholdResult } from "../domain/reconciliation.ts";

/** The thresholds, judged, and those that cannot be. */
export interface ThresholdAnswers {
  readonly results: readonly ThresholdResult[];
  /** One sentence for each threshold that cannot be judged; such a one is not ok. */
  readonly doubts: readonly string[];
}

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  ">=": (left, right) => left >= right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  "<": (left, right) => left < right,
};

/** Compares metrics with their thresholds, written as in k6: `count==0`. */
export function judge(thresholds: Thresholds, metrics: Metrics): ThresholdAnswers {
  const results: ThresholdResult[] = [];
  const doubts: string[] = [];
  for (const [metric, expressions] of Object.entries(thresholds)) {
    for (const expression of expressions) {
      const ok = holds(expression, metrics[metric]);
      results.push({ metric, expression, ok: ok ?? false });
      if (ok === undefined) doubts.push(`the threshold ${metric}: ${expression} cannot be judged`);
    }
  }
  return { results, doubts };
}

function holds(expression: string, metric: Metrics[string] | undefined): boolean | undefined {
  const [, operator = "", bound] = /^\s*count\s*(==|!=|>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)\s*$/.exec(expression) ?? [];
  if (bound === undefined || metric === undefined || !("count" in metric)) return undefined;
  return comparisons[operator]?.(metric.count, Number(bound));
}
