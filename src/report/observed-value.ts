import { formatDecimal, formatElapsed } from "../domain/format.ts";
import { isMetricName, metricText } from "../domain/metric.ts";
import type { AlertResult, ThresholdResult } from "../domain/reconciliation.ts";

/**
 * The value that a threshold or an alert was checked against, in the terms of its condition: `612 ms` for `p(95)<500`, `5%` for `rate<2%` and
 * `0.05` for `rate<0.02`. Undefined where there was none.
 */
export function formatObservedValue(result: ThresholdResult | AlertResult): string | undefined {
  const { value } = result;
  if (value === null) return undefined;
  const condition = "when" in result ? result.when : result.expression;
  const metric = "when" in result ? (/^\w+/.exec(result.when)?.[0] ?? "") : result.metric;
  if (isMetricName(metric) && metricText(metric).kind === "trend") return formatElapsed(value);
  return condition.includes("%") ? `${formatDecimal(value * 100, 4)}%` : formatDecimal(value, 4);
}
