import { counted, formatElapsed, formatInteger, formatSeconds } from "../domain/format.ts";
import type { Reconciliation, ThresholdResult } from "../domain/reconciliation.ts";
import { doubtSentence } from "../explain/doubts.ts";
import { stripControls } from "../text/strip-controls.ts";
import { hangingIndent, SEPARATOR, wrapPhrases, wrapText } from "../text/wrap.ts";
import { alertLines } from "./alert-lines.ts";
import { briefLines } from "./brief-lines.ts";
import { interruptionText } from "./conclusion-text.ts";
import { findingLines } from "./finding-lines.ts";
import type { Detail, Reporter, Run } from "./report.ts";
import { thresholdSign } from "./signs.ts";
import { statementTable } from "./statement-table.ts";
import { summaryTable, totalLine } from "./summary-table.ts";
import { createTheme, paint, type Theme } from "./theme.ts";
import { verdictLines } from "./verdict-lines.ts";
import { arrivalText, earlyEndText, formatObservedValue, subjectOf } from "./wording.ts";

/**
 * The report for people: the table shows how much money is missing, the findings below show whose, and the last line has the verdict and
 * the command that reproduces it.
 */
export const table: Reporter = (run, { colour, width, detail = "usual" }) => {
  const columns = Math.floor(Math.min(200, Math.max(60, width)));
  const theme = createTheme(colour);
  if (detail === "brief") {
    return `${[...briefLines(run, columns, theme), totalLine(run, theme), ...earlyEnd(run, columns, theme).flat()].join("\n")}\n`;
  }
  const blocks = run.scenarios.map((reconciliation) => scenario(reconciliation, detail, columns, theme));
  if (run.scenarios.length > 1) blocks.push([...summaryTable(run, columns, theme), totalLine(run, theme)]);
  blocks.push(...earlyEnd(run, columns, theme));
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
};

/** Why the run ended early, where no scenario says it: those that finished may all be good news. */
function earlyEnd(run: Run, width: number, { doubt }: Theme): string[][] {
  const ending = earlyEndText(run);
  if (ending === undefined || run.scenarios.some(({ interrupted }) => interrupted !== null)) return [];
  return [hangingIndent(` ${doubt("?")} `, 3, wrapText(ending, width - 3))];
}

function scenario(reconciliation: Reconciliation, detail: Detail, width: number, theme: Theme): string[] {
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
    ...reconciliation.notes.flatMap((note) => hangingIndent("   note: ", 9, wrapText(stripControls(note), width - 9))),
    ...reconciliation.doubts.flatMap((doubt) =>
      hangingIndent(` ${theme.doubt("?")} `, 3, wrapText(stripControls(doubtSentence(doubt)), width - 3)),
    ),
    ...verdictLines(reconciliation, width, theme),
  ];
}

function headline(reconciliation: Reconciliation, width: number, theme: Theme): string[] {
  const name = stripControls(reconciliation.scenario);
  const subject = subjectOf(reconciliation);
  const load = [
    counted(reconciliation.payouts, "payout"),
    arrivalText(reconciliation.concurrency),
    `seed ${reconciliation.seed}`,
  ];
  const parts = [name, subject, load.join(SEPARATOR)].filter((part) => part !== "");
  return hangingIndent(" ", 3, wrapPhrases(parts, width - 3, "   ")).map((line, index) =>
    index === 0 ? line.replace(name, () => theme.strong(name)) : line,
  );
}

/** What the scenario is about; two lines at most unless the report is full. */
function description({ description }: Reconciliation, detail: Detail, width: number, { faint }: Theme): string[] {
  const lines = wrapText(stripControls(description), width - 4);
  const isCut = detail !== "full" && lines.length > LINES_OF_DESCRIPTION;
  const shown = isCut ? lines.slice(0, LINES_OF_DESCRIPTION) : lines;
  return shown.map((line, at) => `   ${faint(isCut && at === LINES_OF_DESCRIPTION - 1 ? `${line}…` : line)}`);
}

const LINES_OF_DESCRIPTION = 2;

/** How each phase of the load went. */
function phaseLines({ phases }: Reconciliation, width: number): string[] {
  return phases.flatMap(({ name, payouts, concurrency, mostInFlight, endedAtMs }) => {
    const most = concurrency === null ? `at most ${formatInteger(mostInFlight)} at once` : arrivalText(concurrency);
    const parts = [counted(payouts, "payout"), most, `ended at +${formatSeconds(endedAtMs)}`];
    return hangingIndent("   phase ", 9, wrapPhrases([`${stripControls(name)}: ${parts.join(", ")}`], width - 9));
  });
}

function interruption({ interrupted }: Reconciliation, width: number, { doubt, strong }: Theme): string[] {
  if (interrupted === null) return [];
  const words = `${interruptionText(interrupted)}: partial report`;
  return hangingIndent(
    ` ${doubt("?")} `,
    3,
    wrapText(words, width - 3).map((line) => doubt(strong(line))),
  );
}

function thresholdLines({ thresholds }: Reconciliation, width: number, theme: Theme): string[] {
  const failed = thresholds.filter((threshold) => !threshold.ok);
  const held = thresholds.filter((threshold) => threshold.ok);
  return [...failed, ...held].flatMap((threshold) => {
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
