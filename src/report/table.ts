import { counted, formatElapsed, formatInteger, formatSeconds } from "../domain/format.ts";
import type { Reconciliation, ThresholdResult } from "../domain/reconciliation.ts";
import { stripControls } from "../text/strip-controls.ts";
import { textWidth } from "../text/width.ts";
import { hangingIndent, SEPARATOR, wrapPhrases, wrapText } from "../text/wrap.ts";
import { alertLines } from "./alert-lines.ts";
import { briefLines } from "./brief-lines.ts";
import { conclusionText, interruptionText } from "./conclusion-text.ts";
import { findingLines } from "./finding-lines.ts";
import type { Detail, Reporter, Run } from "./report.ts";
import { reproduceLines } from "./reproduce-lines.ts";
import { columnsOf, remarkLines, signedLines, titleLines } from "./shared-lines.ts";
import { thresholdSign } from "./signs.ts";
import { statementTable } from "./statement-table.ts";
import { summaryTable, totalLine } from "./summary-table.ts";
import { createTheme, paint, type Theme } from "./theme.ts";
import { arrivalText, declarationText, earlyEndText, formatObservedValue, subjectOf } from "./wording.ts";

/** The report for people: how much money is missing, whose it is, the verdict, and the command that reproduces it. */
export const table: Reporter = (run, { colour, width, detail = "usual" }) => {
  const columns = columnsOf(width);
  const theme = createTheme(colour);
  if (detail === "brief") {
    return `${[...briefLines(run, columns, theme), totalLine(run, theme), ...earlyEnd(run, columns, theme).flat()].join("\n")}\n`;
  }
  const blocks = run.scenarios.map((reconciliation) => scenario(reconciliation, detail, columns, theme));
  if (run.scenarios.length > 1) blocks.push([...summaryTable(run, columns, theme), totalLine(run, theme)]);
  blocks.push(...earlyEnd(run, columns, theme));
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
};

/** Why the run ended early, if no scenario says it: those that finished may all be good news. */
function earlyEnd(run: Run, width: number, theme: Theme): string[][] {
  const ending = earlyEndText(run);
  if (ending === undefined || run.scenarios.some(({ interrupted }) => interrupted !== null)) return [];
  return [signedLines("?", ending, width, theme)];
}

function scenario(reconciliation: Reconciliation, detail: Detail, width: number, theme: Theme): string[] {
  const declaration = declarationText(reconciliation) ?? "";
  return [
    ...headline(reconciliation, width, theme),
    ...description(reconciliation, detail, width, theme),
    ...(detail === "full" ? phaseLines(reconciliation, width) : []),
    ...interruption(reconciliation, width, theme),
    "",
    ...statementTable(reconciliation.projects, width, theme),
    ...findingLines(reconciliation.findings, reconciliation.projects, detail, width, theme),
    ...thresholdLines(reconciliation, width, theme),
    ...alertLines(reconciliation.alerts, width, theme),
    ...faultLines(reconciliation, width),
    ...durationLines(reconciliation, width),
    ...remarkLines(reconciliation, width, theme),
    ...wrapText(declaration, width - 3).map((line) => `   ${line}`),
    ...conclusionLines(reconciliation, width, theme),
  ];
}

function headline(reconciliation: Reconciliation, width: number, theme: Theme): string[] {
  const { payouts, concurrency, seed } = reconciliation;
  const load = [counted(payouts, "payout"), arrivalText(concurrency), `seed ${seed}`].join(SEPARATOR);
  const parts = [stripControls(reconciliation.scenario), subjectOf(reconciliation), load];
  return titleLines(
    parts.filter((part) => part !== ""),
    width,
    theme,
  );
}

function description({ description }: Reconciliation, detail: Detail, width: number, { faint }: Theme): string[] {
  const lines = wrapText(stripControls(description), width - 4);
  const isCut = detail !== "full" && lines.length > LINES_OF_DESCRIPTION;
  const shown = isCut ? lines.slice(0, LINES_OF_DESCRIPTION) : lines;
  return shown.map((line, at) => `   ${faint(isCut && at === LINES_OF_DESCRIPTION - 1 ? `${line}…` : line)}`);
}

/** Only a full report shows more. */
const LINES_OF_DESCRIPTION = 2;

function phaseLines({ phases }: Reconciliation, width: number): string[] {
  return phases.flatMap(({ name, payouts, concurrency, mostInFlight, endedAtMs }) => {
    const most = concurrency === null ? `at most ${formatInteger(mostInFlight)} at once` : arrivalText(concurrency);
    const parts = [counted(payouts, "payout"), most, `ended at +${formatSeconds(endedAtMs)}`];
    return hangingIndent("   phase ", 9, wrapPhrases([`${stripControls(name)}: ${parts.join(", ")}`], width - 9));
  });
}

function interruption({ interrupted }: Reconciliation, width: number, { doubt, strong }: Theme): string[] {
  if (interrupted === null) return [];
  const lines = wrapText(`${interruptionText(interrupted)}: partial report`, width - 3);
  const painted = lines.map((line) => doubt(strong(line)));
  return hangingIndent(` ${doubt("?")} `, 3, painted);
}

function thresholdLines({ thresholds }: Reconciliation, width: number, theme: Theme): string[] {
  const failedFirst = thresholds.toSorted((left, right) => Number(left.ok) - Number(right.ok));
  return failedFirst.flatMap((threshold) => {
    const sign = thresholdSign(threshold);
    return hangingIndent(` ${paint(sign, sign, theme)} `, 3, wrapPhrases(thresholdParts(threshold), width - 3, "   "));
  });
}

function thresholdParts(threshold: ThresholdResult): string[] {
  const { metric, expression, ok } = threshold;
  const value = formatObservedValue(threshold);
  const seen = value === undefined ? "no value" : ok ? value : `was ${value}`;
  return [`${stripControls(metric)} ${stripControls(expression)}`, seen];
}

function faultLines({ faults }: Reconciliation, width: number): string[] {
  if (faults.length === 0) return ["   no faults declared"];
  const counts = faults.map(
    ({ name, planned, fired }) => `${stripControls(name)} ${formatInteger(fired)} of ${formatInteger(planned)} fired`,
  );
  return hangingIndent("   ", 3, wrapPhrases(counts, width - 3));
}

function durationLines({ metrics, durationMs }: Reconciliation, width: number): string[] {
  const wholeRun = `whole run ${formatElapsed(durationMs)}`;
  const payouts = metrics.payout_duration;
  if (payouts === undefined) return [`   ${wholeRun}`];
  const quantiles = (["p(50)", "p(95)", "p(99)"] as const).map((name) => `${name} ${formatElapsed(payouts[name])}`);
  return hangingIndent("   payout duration ", 19, wrapPhrases([...quantiles, wholeRun], width - 19));
}

/** The verdict and the command that reproduces it, on one line if there is room. */
function conclusionLines(reconciliation: Reconciliation, width: number, theme: Theme): string[] {
  const { sign, word, remark } = conclusionText(reconciliation);
  const text = remark === "" ? word : `${word}   ${remark}`;
  const reproduce = reconciliation.reproduce === "" ? "" : `reproduce: ${stripControls(reconciliation.reproduce)}`;
  const head = (line: string) => ` ${paint(sign, `${sign} ${theme.strong(line)}`, theme)}`;
  if (3 + textWidth(text) + 3 + textWidth(reproduce) <= width)
    return [`${head(text)}   ${theme.faint(reproduce)}`.trimEnd()];
  const [first = "", ...others] = wrapText(text, width - 3);
  return [
    head(first),
    ...others.map((line) => `   ${line}`),
    ...reproduceLines(reconciliation.reproduce, width).map((line) => theme.faint(line)),
  ];
}
