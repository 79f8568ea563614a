import { formatDecimal, formatElapsed, formatInteger } from "../domain/format.ts";
import { isMetricName, metricText } from "../domain/metric.ts";
import type { AlertResult, Reconciliation, ThresholdResult } from "../domain/reconciliation.ts";
import { stripControls } from "../text/strip-controls.ts";
import type { Run } from "./report.ts";

/** Phrases that several reports share. */

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

/** How payouts arrive: so many at once, or at a rate that waits for no answer. */
export function arrivalText(concurrency: number | null): string {
  if (concurrency === null) return "open-loop arrivals";
  return concurrency === 1 ? "one at a time" : `${formatInteger(concurrency)} at once`;
}

/** What a scenario was run against: the external target, or a strategy of our own service; "" where neither is known. */
export function subjectOf({ target, strategy }: Pick<Reconciliation, "target" | "strategy">): string {
  return stripControls(target ?? strategy ?? "");
}

/** The commands to go on with: the one that reproduces the run, and the one that explains a name. */
export function nextSteps({ reproduce }: Reconciliation, explain?: string): readonly string[] {
  const explained = explain === undefined ? [] : [`explain: npx chaos-payout explain ${explain}`];
  return [`reproduce: ${stripControls(reproduce)}`, ...explained];
}

/** What a verdict rests on that only the target declares, as a phrase; undefined where the verdict rests on no declaration. */
export function declarationText({ oracle, injectedTimeouts }: Reconciliation): string | undefined {
  if (oracle !== "answers" || injectedTimeouts !== "never-paid") return undefined;
  return "injected timeouts count as never paid, because the target declares it";
}

/** The same where there is room for a few words only. */
export function shortDeclarationText(scenario: Reconciliation): string | undefined {
  return declarationText(scenario) === undefined ? undefined : "injected timeouts count as never paid";
}

/** Exit codes up to this one are verdicts; a higher one means that there is none. */
const LAST_VERDICT_CODE = 4;

/** Why a run ended before everything was judged. No scenario says it, and a list of tests without it would be green. */
export function earlyEndText({ exitCode }: Pick<Run, "exitCode">): string | undefined {
  if (exitCode <= LAST_VERDICT_CODE) return undefined;
  return `the run ended with exit code ${exitCode} before everything was judged; see its error output`;
}
