import { formatDuration, formatInteger } from "../../domain/format.ts";
import type { PlanSummary } from "../../domain/plan-summary.ts";
import { doubtSentence } from "../../explain/doubts.ts";
import { stripControls } from "../../text/strip-controls.ts";
import { hangingIndent, wrapPhrases } from "../../text/wrap.ts";
import { feePhrases } from "./fee-phrases.ts";

/** How the caller and the API behave, and what is expected: one line per setting. */
export function settingLines(plan: PlanSummary, width: number): string[] {
  const settings: readonly (readonly [name: string, phrases: readonly string[]])[] = [
    ["client", client(plan)],
    ["api", api(plan)],
    ["fee", feePhrases(plan.api.fee)],
    ["rail", [`duplicates: ${stripControls(plan.rail.duplicates)}`]],
    ["drain", [`at most ${formatDuration(plan.drainMs)}`]],
    ["thresholds", thresholds(plan)],
    ["expect", [expectation(plan)]],
    ["on a target", onTarget(plan)],
  ];
  const indent = 3 + Math.max(...settings.map(([name]) => name.length)) + 3;
  return settings
    .filter(([, phrases]) => phrases.length > 0)
    .flatMap(([name, phrases]) =>
      hangingIndent(`   ${name.padEnd(indent - 3)}`, indent, wrapPhrases(phrases, width - indent)),
    );
}

function client({
  client: { timeoutMs, timeoutOnTargetMs, attempts, backoffMs, retryKey, retryWhen },
}: PlanSummary): string[] {
  const onTarget = timeoutOnTargetMs === timeoutMs ? "" : ` (${formatDuration(timeoutOnTargetMs)} on a target)`;
  const timeout = `gives up after ${formatDuration(timeoutMs)}${onTarget}`;
  if (attempts === 1) return [timeout, "no retries"];
  const key = retryKey === "same" ? "the same key" : "a fresh key";
  const looksUp = retryWhen === "lookup-says-absent" ? ["retries only if a look-up finds no payout"] : [];
  const backoff = `waits ${formatDuration(backoffMs)}, doubling each time`;
  return [timeout, `${attempts} attempts with ${key}`, ...looksUp, backoff];
}

function api({ api: { strategy, railTimeoutMs, recheckAfterMs }, instances }: PlanSummary): string[] {
  const recheck = recheckAfterMs === null ? [] : [`checks failures again after ${formatDuration(recheckAfterMs)}`];
  const fleet = instances === 1 ? [] : [`${formatInteger(instances)} instances on one ledger`];
  return [stripControls(strategy), `waits ${formatDuration(railTimeoutMs)} for the node`, ...recheck, ...fleet];
}

function thresholds({ thresholds }: PlanSummary): string[] {
  return Object.entries(thresholds).flatMap(([metric, all]) =>
    all.map((each) => `${stripControls(metric)} ${stripControls(each)}`),
  );
}

function expectation({ expect: { verdict, findings } }: PlanSummary): string {
  return findings === null ? verdict : `${verdict} with ${findings.length === 0 ? "no finding" : findings.join(", ")}`;
}

/** The failure switch of a target, phase by phase, and what could not be proved there. */
function onTarget({ phases, doubtsOnTarget }: PlanSummary): string[] {
  const settings = phases.map(({ name, targetSwitch: { enabled, timeoutRate, fate } }) => {
    return enabled ? `${stripControls(name)}: timeoutRate ${timeoutRate}, fate ${fate}` : `${stripControls(name)}: off`;
  });
  return [
    ...(phases.some(({ targetSwitch }) => targetSwitch.enabled) ? settings : []),
    ...doubtsOnTarget.map((doubt) => stripControls(doubtSentence(doubt))),
  ];
}
