import { counted, formatDecimal, formatDuration, formatInteger, formatSats } from "../../domain/format.ts";
import type { PhasePlan, PlanSummary, ProjectPlan } from "../../domain/plan-summary.ts";
import { stripControls } from "../../text/strip-controls.ts";
import { fitTable, left, right } from "../../text/table.ts";
import { textWidth } from "../../text/width.ts";
import { hangingIndent, SEPARATOR, wrapPhrases, wrapText } from "../../text/wrap.ts";
import type { ReportOptions } from "../report.ts";
import { commandLines } from "../reproduce-lines.ts";
import { columnsOf, remarkLines, titleLines } from "../shared-lines.ts";
import { createTheme, type Theme } from "../theme.ts";
import { forecastLines } from "./forecast-lines.ts";
import { hitLines } from "./hit-lines.ts";
import type { Plans } from "./json.ts";
import { settingLines } from "./setting-lines.ts";

/** Plans for people, in the order of a run: the money, the load, the faults, the settings and the expected result. */
export function planTable({ scenarios }: Plans, { colour, width }: ReportOptions): string {
  const columns = columnsOf(width);
  const theme = createTheme(colour);
  const blocks = scenarios.map((plan) => scenario(plan, columns, theme));
  if (scenarios.length > 1) blocks.push(together(scenarios, columns));
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function scenario(plan: PlanSummary, width: number, theme: Theme): string[] {
  return [
    ...headline(plan, width, theme),
    ...wrapText(stripControls(plan.description), width - 3).map((line) => `   ${theme.faint(line)}`),
    "",
    ...fitTable({ columns: PROJECT, rows: plan.projects.map(projectRow) }, width),
    ...fitTable({ columns: PHASE, rows: plan.phases.map(phaseRow) }, width),
    ...hitLines(plan, width, theme),
    ...settingLines(plan, width),
    ...forecastLines(plan, width, theme),
    ...remarkLines(plan, width, theme),
    ...(plan.seedDrawn ? wrapText(SEED_DRAWN, width - 3).map((line) => `   ${line}`) : []),
    ...runLines(plan.run, width, theme),
  ];
}

function headline(
  { scenario, api, priority, payouts, seed, file }: PlanSummary,
  width: number,
  theme: Theme,
): string[] {
  const load = [...(priority === null ? [] : [priority]), counted(payouts, "payout"), `seed ${seed}`];
  const parts = [scenario, api.strategy, load.join(SEPARATOR), file].map(stripControls);
  return titleLines(parts, width, theme);
}

const PROJECT = [left("Project"), ...["Balance", "Payouts", "Amounts", "Costs", "If all settle"].map(right)];

function projectRow({ projectId, payouts, balanceMsat, amountMsat, costMsat, leftMsat }: ProjectPlan): string[] {
  const [balance = "", ...sums] = [balanceMsat, amountMsat, costMsat, leftMsat].map(formatSats);
  return [stripControls(projectId), balance, formatInteger(payouts), ...sums];
}

const PHASE = [left("Phase"), right("Payouts"), right("Numbers"), left("Arrival"), right("Length")];

function phaseRow({ name, first, last, payouts, concurrency, perSecond, lengthMs }: PhasePlan): string[] {
  const arrival = perSecond !== null ? `${formatDecimal(perSecond, 3)}/s` : `${formatInteger(concurrency)} at once`;
  const length = lengthMs === null ? "as answered" : formatDuration(lengthMs);
  const numbers = `${formatInteger(first)}–${formatInteger(last)}`;
  return [stripControls(name), formatInteger(payouts), numbers, arrival, length];
}

const SEED_DRAWN = "the scenario sets no seed, so one was drawn; this command repeats it";

/** The command on one line if there is room, otherwise on lines that can be copied together. */
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
  if (doubtful > 0) phrases.push(`${doubtful} in doubt`);
  return wrapPhrases(phrases, width - 1).map((line) => ` ${line}`);
}
