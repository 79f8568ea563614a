import type { Reconciliation, ThresholdResult } from "../domain/reconciliation.ts";
import { doubtSentence } from "../explain/doubts.ts";
import { plain } from "../text/plain.ts";
import { BETWEEN, hanging, wrap, wrapText } from "../text/wrap.ts";
import { alertLines } from "./alert-lines.ts";
import { briefLines } from "./brief.ts";
import { interruptionText } from "./concluded.ts";
import { endingOf } from "./ending.ts";
import { duration, figure, looked, payoutCount, seconds } from "./figures.ts";
import { findingLines } from "./finding-lines.ts";
import { type Ink, ink, tinted } from "./ink.ts";
import type { Detail, Reporter, Run } from "./report.ts";
import { thresholdSign } from "./sign-of.ts";
import { statementTable } from "./statement-table.ts";
import { summaryTable, totalLine } from "./summary-table.ts";
import { verdictLines } from "./verdict-lines.ts";

/**
 * The report for people. It is read from the middle: the table says how much money is missing, the findings below say whose, the
 * line at the end says what to conclude and how to see it again.
 */
export const table: Reporter = (run, { colour, width, detail = "usual" }) => {
  const columns = Math.floor(Math.min(200, Math.max(60, width)));
  const pen = ink(colour);
  if (detail === "brief") {
    return `${[...briefLines(run, columns, pen), totalLine(run, pen), ...cutShort(run, columns, pen).flat()].join("\n")}\n`;
  }
  const blocks = run.scenarios.map((reconciliation) => scenario(reconciliation, detail, columns, pen));
  if (run.scenarios.length > 1) blocks.push([...summaryTable(run, columns, pen), totalLine(run, pen)]);
  blocks.push(...cutShort(run, columns, pen));
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
};

/** What ended the run, where no scenario tells it: those that came before may all be good news. */
function cutShort(run: Run, width: number, { doubt }: Ink): string[][] {
  const ending = endingOf(run);
  if (ending === undefined || run.scenarios.some(({ interrupted }) => interrupted !== null)) return [];
  return [hanging(` ${doubt("?")} `, 3, wrapText(ending, width - 3))];
}

function scenario(reconciliation: Reconciliation, detail: Detail, width: number, ink: Ink): string[] {
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
    ...reconciliation.notes.flatMap((note) => hanging("   note: ", 9, wrapText(plain(note), width - 9))),
    ...reconciliation.doubts.flatMap((doubt) =>
      hanging(` ${ink.doubt("?")} `, 3, wrapText(plain(doubtSentence(doubt)), width - 3)),
    ),
    ...verdictLines(reconciliation, width, ink),
  ];
}

function headline(reconciliation: Reconciliation, width: number, ink: Ink): string[] {
  const name = plain(reconciliation.scenario);
  const mover = plain(reconciliation.target ?? reconciliation.strategy ?? "");
  const load = [payoutCount(reconciliation.payouts), pace(reconciliation.concurrency), `seed ${reconciliation.seed}`];
  const parts = [name, mover, load.join(BETWEEN)].filter((part) => part !== "");
  return hanging(" ", 3, wrap(parts, width - 3, "   ")).map((line, index) =>
    index === 0 ? line.replace(name, () => ink.strong(name)) : line,
  );
}

function pace(concurrency: number | null): string {
  if (concurrency === null) return "arrivals do not wait";
  return concurrency === 1 ? "one at a time" : `${figure(concurrency)} at once`;
}

/** What the scenario is about. The usual report has no more of it than two lines: it is the figures that are read again and again. */
function description({ description }: Reconciliation, detail: Detail, width: number, { faint }: Ink): string[] {
  const lines = wrapText(plain(description), width - 4);
  const isCut = detail !== "full" && lines.length > LINES_OF_DESCRIPTION;
  const shown = isCut ? lines.slice(0, LINES_OF_DESCRIPTION) : lines;
  return shown.map((line, at) => `   ${faint(isCut && at === LINES_OF_DESCRIPTION - 1 ? `${line}…` : line)}`);
}

const LINES_OF_DESCRIPTION = 2;

/** How each phase of the load went. */
function phaseLines({ phases }: Reconciliation, width: number): string[] {
  return phases.flatMap(({ name, payouts, concurrency, mostInFlight, endedAtMs }) => {
    const most = concurrency === null ? `${figure(mostInFlight)} at once at most` : pace(concurrency);
    const parts = [payoutCount(payouts), most, `ended at +${seconds(endedAtMs)}`];
    return hanging("   phase ", 9, wrap([`${plain(name)}: ${parts.join(", ")}`], width - 9));
  });
}

function interruption({ interrupted }: Reconciliation, width: number, { doubt, strong }: Ink): string[] {
  if (interrupted === null) return [];
  const words = `${interruptionText(interrupted)}: a partial report`;
  return hanging(
    ` ${doubt("?")} `,
    3,
    wrapText(words, width - 3).map((line) => doubt(strong(line))),
  );
}

function thresholdLines({ thresholds }: Reconciliation, width: number, ink: Ink): string[] {
  const failed = thresholds.filter((threshold) => !threshold.ok);
  const held = thresholds.filter((threshold) => threshold.ok);
  return [...failed, ...held].flatMap((threshold) => {
    const sign = thresholdSign(threshold);
    return hanging(` ${tinted(sign, sign, ink)} `, 3, wrap(thresholdParts(threshold), width - 3, "   "));
  });
}

function thresholdParts(threshold: ThresholdResult): string[] {
  const { metric, expression, ok } = threshold;
  const value = looked(threshold);
  const seen = value === undefined ? "no value" : ok ? value : `was ${value}`;
  return [`${plain(metric)} ${plain(expression)}`, seen];
}

function faultLines({ faults }: Reconciliation, width: number): string[] {
  if (faults.length === 0) return ["   no fault was declared"];
  const counts = faults.map(
    ({ name, planned, fired }) => `${plain(name)} ${figure(fired)} of ${figure(planned)} fired`,
  );
  return hanging("   ", 3, wrap(counts, width - 3));
}

function durationLines({ metrics, durationMs }: Reconciliation, width: number): string[] {
  const wholeRun = `whole run ${duration(durationMs)}`;
  const payouts = metrics.payout_duration;
  // Without a single answer there is no distribution to speak of.
  if (payouts === undefined || !("p(50)" in payouts) || !Number.isFinite(payouts.max)) return [`   ${wholeRun}`];
  const quantiles = (["p(50)", "p(95)", "p(99)"] as const).map((name) => `${name} ${duration(payouts[name])}`);
  return hanging("   payout duration ", 19, wrap([...quantiles, wholeRun], width - 19));
}
