import type { PlanSummary } from "../../domain/plan-summary.ts";
import { doubtSentence } from "../../explain/doubts.ts";
import { plain } from "../../text/plain.ts";
import { hanging, wrap } from "../../text/wrap.ts";
import { duration, figure } from "../figures.ts";

/** How the caller and the API behave, and what is asked of the end: a line for each, its name before it. */
export function settingLines(plan: PlanSummary, width: number): string[] {
  const settings: readonly (readonly [name: string, phrases: readonly string[]])[] = [
    ["client", client(plan)],
    ["api", api(plan)],
    ["rail", [`duplicates: ${plain(plan.rail.duplicates)}`]],
    ["drain", [`at most ${duration(plan.drainMs)}`]],
    ["thresholds", thresholds(plan)],
    ["expect", [expectation(plan)]],
    ["on a target", onTarget(plan)],
  ];
  const indent = 3 + Math.max(...settings.map(([name]) => name.length)) + 3;
  return settings
    .filter(([, phrases]) => phrases.length > 0)
    .flatMap(([name, phrases]) => hanging(`   ${name.padEnd(indent - 3)}`, indent, wrap(phrases, width - indent)));
}

function client({ client: { timeoutMs, timeoutOnTargetMs, attempts, backoffMs, retryKey } }: PlanSummary): string[] {
  const onTarget = timeoutOnTargetMs === timeoutMs ? "" : ` (${duration(timeoutOnTargetMs)} on a target)`;
  const timeout = `gives up after ${duration(timeoutMs)}${onTarget}`;
  if (attempts === 1) return [timeout, "no retry"];
  const key = retryKey === "same" ? "the same key" : "a fresh key";
  return [timeout, `${attempts} attempts with ${key}`, `waits ${duration(backoffMs)}, and twice as long each time`];
}

function api({ api: { strategy, railTimeoutMs }, instances }: PlanSummary): string[] {
  const fleet = instances === 1 ? [] : [`${figure(instances)} instances on one ledger`];
  return [plain(strategy), `waits ${duration(railTimeoutMs)} for the node`, ...fleet];
}

function thresholds({ thresholds }: PlanSummary): string[] {
  return Object.entries(thresholds).flatMap(([metric, all]) => all.map((each) => `${plain(metric)} ${plain(each)}`));
}

function expectation({ expect: { verdict, findings } }: PlanSummary): string {
  return findings === null ? verdict : `${verdict} with ${findings.length === 0 ? "no finding" : findings.join(", ")}`;
}

/** What the switch of a target would be told, phase by phase, and what could not be proved there. */
function onTarget({ phases, doubtsOnTarget }: PlanSummary): string[] {
  const told = phases.map(({ name, targetSwitch: { enabled, timeoutRate, fate } }) => {
    return enabled ? `${plain(name)}: timeoutRate ${timeoutRate}, fate ${fate}` : `${plain(name)}: off`;
  });
  return [
    ...(phases.some(({ targetSwitch }) => targetSwitch.enabled) ? told : []),
    ...doubtsOnTarget.map((doubt) => plain(doubtSentence(doubt))),
  ];
}
