import { counted, formatElapsed, formatInteger, formatSats } from "../../domain/format.ts";
import type { PlanSummary } from "../../domain/plan-summary.ts";
import { doubtSentence } from "../../explain/doubts.ts";
import { stripControls } from "../../text/strip-controls.ts";
import { type Column, fitTable } from "../../text/table.ts";
import { textWidth } from "../../text/width.ts";
import { hangingIndent, SEPARATOR, wrapPhrases, wrapText } from "../../text/wrap.ts";
import type { ReportOptions } from "../report.ts";
import { commandLines } from "../reproduce-lines.ts";
import { createTheme, type Theme } from "../theme.ts";
import { hitLines } from "./hit-lines.ts";
import type { Plans } from "./plans.ts";
import { settingLines } from "./setting-lines.ts";

/** Plans for people, in the order in which a run goes: the money, the load, what goes wrong, and what is asked of the end. */
export function planTable({ scenarios }: Plans, { colour, width }: ReportOptions): string {
  const columns = Math.floor(Math.min(200, Math.max(60, width)));
  const pen = createTheme(colour);
  const blocks = scenarios.map((plan) => scenario(plan, columns, pen));
  if (scenarios.length > 1) blocks.push(together(scenarios, columns));
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function scenario(plan: PlanSummary, width: number, ink: Theme): string[] {
  return [
    ...headline(plan, width, ink),
    ...wrapText(stripControls(plan.description), width - 3).map((line) => `   ${ink.faint(line)}`),
    "",
    ...fitTable({ columns: PROJECT, rows: plan.projects.map(projectRow) }, width),
    ...fitTable({ columns: PHASE, rows: plan.phases.map(phaseRow) }, width),
    ...hitLines(plan, width, ink),
    ...settingLines(plan, width),
    ...plan.notes.flatMap((note) => hangingIndent("   note: ", 9, wrapText(stripControls(note), width - 9))),
    ...plan.doubts.flatMap((doubt) =>
      hangingIndent(` ${ink.doubt("?")} `, 3, wrapText(stripControls(doubtSentence(doubt)), width - 3)),
    ),
    ...lastLines(plan, width, ink),
  ];
}

function headline(plan: PlanSummary, width: number, ink: Theme): string[] {
  const name = stripControls(plan.scenario);
  const load = [
    ...(plan.priority === null ? [] : [plan.priority]),
    counted(plan.payouts, "payout"),
    `seed ${plan.seed}`,
  ];
  const parts = [name, stripControls(plan.api.strategy), load.join(SEPARATOR), stripControls(plan.file)];
  return hangingIndent(" ", 3, wrapPhrases(parts, width - 3, "   ")).map((line, index) =>
    index === 0 ? line.replace(name, () => ink.strong(name)) : line,
  );
}

const PROJECT: readonly Column[] = [
  { head: "Project", align: "left" },
  { head: "Balance", align: "right" },
  { head: "Payouts", align: "right" },
  { head: "Amounts", align: "right" },
  { head: "Costs", align: "right" },
  { head: "If all settle", align: "right" },
];

function projectRow({ projectId, ...sums }: PlanSummary["projects"][number]): string[] {
  const { balanceMsat, payouts, amountMsat, costMsat, leftMsat } = sums;
  return [
    stripControls(projectId),
    formatSats(balanceMsat),
    formatInteger(payouts),
    ...[amountMsat, costMsat, leftMsat].map(formatSats),
  ];
}

const PHASE: readonly Column[] = [
  { head: "Phase", align: "left" },
  { head: "Payouts", align: "right" },
  { head: "Numbers", align: "right" },
  { head: "Arrival", align: "left" },
  { head: "Length", align: "right" },
];

function phaseRow({
  name,
  first,
  last,
  payouts,
  concurrency,
  perSecond,
  lengthMs,
}: PlanSummary["phases"][number]): string[] {
  const arrival =
    concurrency === null ? `${formatInteger(perSecond)} a second` : `${formatInteger(concurrency)} at once`;
  const length = lengthMs === null ? "as answered" : formatElapsed(lengthMs);
  return [
    stripControls(name),
    formatInteger(payouts),
    `${formatInteger(first)}–${formatInteger(last)}`,
    arrival,
    length,
  ];
}

function lastLines({ seedDrawn, run }: PlanSummary, width: number, ink: Theme): string[] {
  const drawn = seedDrawn ? [" the seed was drawn, because the scenario names none: this line keeps it"] : [];
  return [
    ...drawn.flatMap((text) => hangingIndent("   ", 3, wrapText(text.trim(), width - 3))),
    ...runLines(run, width, ink),
  ];
}

/** The command in one piece where there is room, and otherwise in lines that can be copied as they are. */
function runLines(run: string, width: number, { faint }: Theme): string[] {
  const head = "   nothing was run; ";
  const whole = `run it: ${stripControls(run)}`;
  if (textWidth(head + whole) <= width) return [head + faint(whole)];
  const prefix = "   run it: ";
  return [
    "   nothing was run",
    ...hangingIndent(prefix, prefix.length, commandLines(run, width - prefix.length)).map((line) => faint(line)),
  ];
}

/** Several plans at a glance. */
function together(scenarios: readonly PlanSummary[], width: number): string[] {
  const payouts = scenarios.reduce((sum, plan) => sum + plan.payouts, 0);
  const hit = scenarios.reduce((sum, plan) => sum + plan.payoutsWithFault, 0);
  const doubtful = scenarios.filter(({ doubts }) => doubts.length > 0).length;
  const phrases = [
    `${formatInteger(scenarios.length)} scenarios`,
    counted(payouts, "payout"),
    `${formatInteger(hit)} meet a fault`,
  ];
  return hangingIndent(
    " ",
    1,
    wrapPhrases([...phrases, ...(doubtful === 0 ? [] : [`${doubtful} in doubt`])], width - 1),
  );
}
