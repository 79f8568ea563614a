import { counted, formatElapsed, formatInteger, formatSeconds } from "../domain/format.ts";
import type { Reconciliation, ThresholdResult } from "../domain/reconciliation.ts";
import { doubtSentence } from "../explain/doubts.ts";
import { stripControls } from "../text/strip-controls.ts";
import { hangingIndent, SEPARATOR, wrapPhrases, wrapText } from "../text/wrap.ts";
import { alertLines } from "./alert-lines.ts";
import { briefLines } from "./brief-lines.ts";
import { interruptionText } from "./conclusion-text.ts";
import { earlyEndText } from "./early-end.ts";
import { findingLines } from "./finding-lines.ts";
import { formatObservedValue } from "./observed-value.ts";
import type { Detail, Reporter, Run } from "./report.ts";
import { thresholdSign } from "./signs.ts";
import { statementTable } from "./statement-table.ts";
import { summaryTable, totalLine } from "./summary-table.ts";
import { createTheme, paint, type Theme } from "./theme.ts";
import { verdictLines } from "./verdict-lines.ts";

/**
 * The report for people. It is read from the middle: the table says how much money is missing, the findings below say whose, the
 * line at the end says what to conclude and how to see it again.
 */
export const table: Reporter = (run, { colour, width, detail = "usual" }) => {
  const columns = Math.floor(Math.min(200, Math.max(60, width)));
  const pen = createTheme(colour);
  if (detail === "brief") {
    return `${[...briefLines(run, columns, pen), totalLine(run, pen), ...cutShort(run, columns, pen).flat()].join("\n")}\n`;
  }
  const blocks = run.scenarios.map((reconciliation) => scenario(reconciliation, detail, columns, pen));
  if (run.scenarios.length > 1) blocks.push([...summaryTable(run, columns, pen), totalLine(run, pen)]);
  blocks.push(...cutShort(run, columns, pen));
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
};

/** What ended the run, where no scenario tells it: those that came before may all be good news. */
function cutShort(run: Run, width: number, { doubt }: Theme): string[][] {
  const ending = earlyEndText(run);
  if (ending === undefined || run.scenarios.some(({ interrupted }) => interrupted !== null)) return [];
  return [hangingIndent(` ${doubt("?")} `, 3, wrapText(ending, width - 3))];
}

function scenario(reconciliation: Reconciliation, detail: Detail, width: number, ink: Theme): string[] {
  return [
    ...headline(reconciliation, width, ink),
    ...description(reconciliation, detail, width, ink),
    ...(detail === "full" ? phaseLines(reconciliation, width) : []),
    ...interruption(reconciliation, width, ink),
    "",
    ...statementTable(reconciliation.projects, width, ink),
    ...findingLines(reconciliation.findings, reconciliation.projects, detail, width, ink),
    ...thresholdLines(reconciliation, width, ink),
    ...alertLines(reconciliation.alerts, width, ink),
    ...faultLines(reconciliation, width),
    ...durationLines(reconciliation, width),
    ...reconciliation.notes.flatMap((note) => hangingIndent("   note: ", 9, wrapText(stripControls(note), width - 9))),
    ...reconciliation.doubts.flatMap((doubt) =>
      hangingIndent(` ${ink.doubt("?")} `, 3, wrapText(stripControls(doubtSentence(doubt)), width - 3)),
    ),
    ...verdictLines(reconciliation, width, ink),
  ];
}

function headline(reconciliation: Reconciliation, width: number, ink: Theme): string[] {
  const name = stripControls(reconciliation.scenario);
  const mover = stripControls(reconciliation.target ?? reconciliation.strategy ?? "");
  const load = [
    counted(reconciliation.payouts, "payout"),
    pace(reconciliation.concurrency),
    `seed ${reconciliation.seed}`,
  ];
  const parts = [name, mover, load.join(SEPARATOR)].filter((part) => part !== "");
  return hangingIndent(" ", 3, wrapPhrases(parts, width - 3, "   ")).map((line, index) =>
    index === 0 ? line.replace(name, () => ink.strong(name)) : line,
  );
}

function pace(concurrency: number | null): string {
  if (concurrency === null) return "open-loop arrivals";
  return concurrency === 1 ? "one at a time" : `${formatInteger(concurrency)} at once`;
}

/** What the scenario is about. The usual report has no more of it than two lines: it is the figures that are read again and again. */
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
    const most = concurrency === null ? `at most ${formatInteger(mostInFlight)} at once` : pace(concurrency);
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

function thresholdLines({ thresholds }: Reconciliation, width: number, ink: Theme): string[] {
  const failed = thresholds.filter((threshold) => !threshold.ok);
  const held = thresholds.filter((threshold) => threshold.ok);
  return [...failed, ...held].flatMap((threshold) => {
    const sign = thresholdSign(threshold);
    return hangingIndent(` ${paint(sign, sign, ink)} `, 3, wrapPhrases(thresholdParts(threshold), width - 3, "   "));
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
  // Without a single answer there is no distribution to speak of.
  if (payouts === undefined || !("p(50)" in payouts) || !Number.isFinite(payouts.max)) return [`   ${wholeRun}`];
  const quantiles = (["p(50)", "p(95)", "p(99)"] as const).map((name) => `${name} ${formatElapsed(payouts[name])}`);
  return hangingIndent("   payout duration ", 19, wrapPhrases([...quantiles, wholeRun], width - 19));
}
