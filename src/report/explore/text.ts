import type { Exploration, SmallestFailure } from "../../domain/exploration.ts";
import { counted, formatElapsed, formatInteger } from "../../domain/format.ts";
import { stripControls } from "../../text/strip-controls.ts";
import { pad, textWidth, widest } from "../../text/width.ts";
import { hangingIndent, wrapPhrases, wrapText } from "../../text/wrap.ts";
import type { ReportOptions } from "../report.ts";
import { reproduceLines } from "../reproduce-lines.ts";
import { columnsOf, signedLines, titleLines } from "../shared-lines.ts";
import { createTheme, paint, type Theme } from "../theme.ts";
import { conclusionOf } from "./conclusion.ts";
import { historyLines } from "./history-lines.ts";

/** An exploration for people: what was tried, what was found, and the smallest history that shows it. */
export function explorationText(exploration: Exploration, { colour, width }: ReportOptions): string {
  const theme = createTheme(colour);
  const columns = columnsOf(width);
  const { smallest } = exploration;
  const lines = [
    ...headLines(exploration, columns, theme),
    ...foundLines(exploration, theme),
    ...doubtLines(exploration, columns, theme),
    ...(smallest === null ? [] : ["", ...smallestLines(smallest, columns, theme)]),
    "",
    ...conclusionLines(exploration, columns, theme),
  ];
  return `${lines.join("\n")}\n`;
}

function headLines(exploration: Exploration, width: number, theme: Theme): string[] {
  const { strategies, given, schedules, scenarios, orders, durationMs, seed, searches, reached } = exploration;
  const figures = [
    counted(schedules, "schedule"),
    ...(given.length > 0 ? [] : [counted(scenarios, "drawn scenario")]),
    ...(orders === 0 ? [] : [counted(orders, "different order")]),
    formatElapsed(durationMs),
    `seed ${seed}`,
  ];
  return [
    ...titleLines(["explore", ...given.map(stripControls), strategies.join(", ")], width, theme),
    ...labelled("", figures, width),
    ...searches.flatMap((search) => labelled("searched: ", search.split(" "), width, " ")),
    ...labelled("happened: ", reached.length === 0 ? ["nothing"] : reached.map(happened), width),
  ];
}

function happened({ name, schedules }: Exploration["reached"][number]): string {
  return `${stripControls(name)} ${formatInteger(schedules)}`;
}

function labelled(label: string, phrases: readonly string[], width: number, separator?: string): string[] {
  const indent = 3 + label.length;
  return hangingIndent(`   ${label}`, indent, wrapPhrases(phrases, width - indent, separator));
}

function foundLines({ found, schedules }: Exploration, { bad, strong }: Theme): string[] {
  const columns = widest(found.map(({ kind }) => kind));
  return found.map(({ kind, schedules: count }) => {
    return ` ${bad("✗")} ${strong(pad(kind, columns))}   in ${formatInteger(count)} of ${counted(schedules, "schedule")}`;
  });
}

function doubtLines({ unproved, given, verdicts, schedules }: Exploration, width: number, theme: Theme): string[] {
  const why = given.length > 0 ? "no schedule of it proves anything" : "it was asked for, and never happened";
  const doubtful = verdicts.inconclusive;
  const rest = `${formatInteger(doubtful)} of ${counted(schedules, "schedule")} ${doubtful === 1 ? "proves" : "prove"} nothing: something planned did not happen, or somebody never answered`;
  return [
    ...(doubtful === 0 ? [] : wrapText(rest, width - 3).map((line) => `   ${line}`)),
    ...unproved.flatMap((name) => signedLines("?", `${stripControls(name)}: ${why}`, width, theme)),
  ];
}

function smallestLines(smallest: SmallestFailure, width: number, theme: Theme): string[] {
  const { history, text, tries, isSmallest, file, reproduce } = smallest;
  const events = counted(history.events.length, "event");
  const how = `${isSmallest ? "the smallest" : "a smaller"} history that shows it: ${events}, after ${counted(tries, "try", "tries")}`;
  return [
    ...wrapText(how, width - 3).map((line) => `   ${line}`),
    "",
    ...historyLines(history, width, theme),
    "",
    ...(file === null
      ? text
          .trimEnd()
          .split("\n")
          .map((line) => `   ${stripControls(line)}`.trimEnd())
      : [`   saved: ${stripControls(file)}`]),
    ...reproduceLines(reproduce, width),
  ];
}

function conclusionLines(exploration: Exploration, width: number, theme: Theme): string[] {
  const { sign, word, text } = conclusionOf(exploration);
  const indent = textWidth(` ${sign} ${word}   `);
  const words = wrapPhrases([text, `exit code ${exploration.exitCode}`], width - indent);
  return [
    ...hangingIndent(` ${paint(sign, `${sign} ${theme.strong(word)}`, theme)}   `, indent, words),
    ...reproduceLines(exploration.reproduce, width),
  ];
}
