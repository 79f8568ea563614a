import { formatDecimal, formatElapsed, formatInteger } from "../domain/format.ts";
import { isMetricName, metricText } from "../domain/metric.ts";
import type { AlertResult, Reconciliation, ThresholdResult } from "../domain/reconciliation.ts";
import { stripControls } from "../text/strip-controls.ts";
import type { Run } from "./report.ts";

/** The value of a threshold or an alert in the unit of its condition: `612 ms`, `5%` for `rate<2%`, `0.05` for `rate<0.02`. */
export function formatObservedValue(result: ThresholdResult | AlertResult): string | undefined {
  const { value } = result;
  if (value === null) return undefined;
  const condition = "when" in result ? result.when : result.expression;
  const metric = "when" in result ? (/^\w+/.exec(result.when)?.[0] ?? "") : result.metric;
  if (isMetricName(metric) && metricText(metric).kind === "trend") return formatElapsed(value);
  return condition.includes("%") ? `${formatDecimal(value * 100, 4)}%` : formatDecimal(value, 4);
}

/** How payouts arrive; `concurrency` is null for arrivals at a rate. */
export function arrivalText(concurrency: number | null): string {
  if (concurrency === null) return "open-loop arrivals";
  return concurrency === 1 ? "one at a time" : `${formatInteger(concurrency)} at once`;
}

/** The external target or the strategy that was tested; "" if neither is known. */
export function subjectOf({ target, strategy }: Pick<Reconciliation, "target" | "strategy">): string {
  return stripControls(target ?? strategy ?? "");
}

/** The commands that reproduce the run and explain a name. */
export function nextSteps({ reproduce }: Reconciliation, explain?: string): readonly string[] {
  const explained = explain === undefined ? [] : [`explain: npx chaos-payout explain ${explain}`];
  return [`reproduce: ${stripControls(reproduce)}`, ...explained];
}

/** The declaration of the target that the verdict relies on; undefined if there is none. */
export function declarationText({ oracle, injectedTimeouts }: Reconciliation): string | undefined {
  if (oracle !== "answers" || injectedTimeouts !== "never-paid") return undefined;
  return "injected timeouts count as never paid, because the target declares it";
}

/** A higher exit code means that the run ended without a verdict. */
const LAST_VERDICT_CODE = 4;

/** Why a run ended before everything was judged. Without it a list of tests would be green. */
export function earlyEndText({ exitCode }: Pick<Run, "exitCode">): string | undefined {
  if (exitCode <= LAST_VERDICT_CODE) return undefined;
  return `the run ended with exit code ${exitCode} before everything was judged; see its error output`;
}
