import { counted, formatDuration, listed } from "../../domain/format.ts";
import { type Hunted, isInDoubt } from "../../explore/hunt.ts";
import type { Tally } from "../../explore/tally.ts";
import { findingLines } from "../../report/finding-lines.ts";
import type { ReportOptions } from "../../report/report.ts";
import { createTheme } from "../../report/theme.ts";
import type { ServiceUnderTest } from "../../systems/service-under-test.ts";
import { typed } from "../explore/saving.ts";
import type { ServiceMenu } from "./menu.ts";
import type { ExploreServiceSettings } from "./settings.ts";
import type { Smallest } from "./smallest.ts";

/** The most reasons that are shown why runs proved nothing. */
const HINTS = 5;

/** What an exploration of a real service has shown. */
export interface Seen {
  readonly file: string;
  readonly settings: ExploreServiceSettings;
  readonly tally: Tally;
  readonly leftOut: ServiceMenu["leftOut"];
  readonly dropped: readonly string[];
  readonly hunted: Hunted;
  /** Whether a signal ended it. */
  readonly isStopped: boolean;
  readonly huntedMs: number;
  readonly smallest: Smallest | undefined;
  /** The smallest scenario as it was saved, or could be. */
  readonly scenario: string | undefined;
  readonly hints: readonly { readonly sentence: string; readonly runs: number }[];
}

/** What is reset between two runs, and what is not, as a sentence. */
export function resetText({ service, url }: ServiceUnderTest): string {
  const { start } = service;
  if (start === null || url !== undefined)
    return "the service runs elsewhere, so nothing of it is reset between runs: each has keys and payees of its own, and begins with the balance that it finds";
  if (start.before.length === 0)
    return "each run starts the service anew; its books are not reset, because its file has no start.before: each run begins with the balance that it finds";
  const commands = start.before.map((words) => words.join(" ")).join(", ");
  return `each run starts the service anew, after ${commands}`;
}

/** The whole report. */
export function summaryText(seen: Seen, { colour, width }: ReportOptions): string {
  const { file, settings, tally, leftOut, dropped, hunted, huntedMs, hints } = seen;
  const { balanced, inconclusive, stuck, violated } = tally.verdicts;
  const reached = [...tally.reached]
    .sort(([, left], [, right]) => right - left)
    .map(([name, runs]) => `${name} ${runs}`);
  const lines = [
    `explore ${file}: ${counted(tally.schedules, "run")} of the real process in ${formatDuration(huntedMs)}, seed ${settings.seed}`,
    `  ${balanced} balanced, ${inconclusive} inconclusive, ${stuck} not finished in time, ${violated} violated`,
    `  happened: ${reached.length === 0 ? "nothing" : reached.join(", ")}`,
    ...leftOut.map(({ what, because }) => `  left out: ${what} (${because})`),
    ...(dropped.length === 0 ? [] : [`  never happened, so not drawn any more: ${listed(dropped)}`]),
    ...unconfirmedLines(hunted),
    ...[...hints]
      .sort((left, right) => right.runs - left.runs)
      .slice(0, HINTS)
      .map(({ sentence, runs }) => `  ? ${sentence} (${counted(runs, "run")})`),
    "",
  ];
  return `${[...lines, ...verdictLines(seen, { colour, width })].join("\n")}\n`;
}

function unconfirmedLines({ unconfirmed }: Hunted): readonly string[] {
  return unconfirmed.map(
    ({ kind }) => `  ? ${kind} was seen once, and not again with more time to finish: no accusation`,
  );
}

function verdictLines(
  { hunted, isStopped, smallest, scenario, settings, tally }: Seen,
  options: ReportOptions,
): readonly string[] {
  const { failure, foundAfterMs } = hunted;
  if (failure === undefined || smallest === undefined) {
    if (isInDoubt(hunted)) return ["nothing was proved: what is marked ? was seen once, and not again"];
    if (isStopped) return ["stopped: nothing was found until then"];
    return tally.verdicts.balanced > 0
      ? ["nothing was found in this time"]
      : ["nothing was proved: no run was conclusive"];
  }
  const { kind, tries, isSmallest, reconciliation } = smallest;
  const after = foundAfterMs === null ? "" : ` after ${formatDuration(foundAfterMs)}`;
  const shown =
    reconciliation === undefined
      ? []
      : findingLines(
          reconciliation.findings,
          reconciliation.projects,
          "usual",
          options.width,
          createTheme(options.colour),
        );
  return [
    `found${after}: ${kind}; ${howOften(smallest)} (${counted(tries, "candidate")} tried${isSmallest ? "" : ", not to the end"})`,
    "",
    ...shown,
    ...(scenario === undefined ? [] : ["", scenario.trimEnd()]),
    "",
    settings.save === undefined
      ? "add --save FILE to write it to a file"
      : `saved: npx chaos-payout run ${typed(settings.save)} ${settings.words.join(" ")}`,
  ];
}

function howOften({ failed, runs }: Smallest): string {
  if (runs === 0) return "how often it fails is not known, because it was not run again";
  return `the smallest scenario failed in ${failed} of ${counted(runs, "run")}`;
}
