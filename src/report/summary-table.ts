import { counted, formatChange, formatInteger, formatPercent, formatSeconds } from "../domain/format.ts";
import type { Reconciliation } from "../domain/reconciliation.ts";
import { stripControls } from "../text/strip-controls.ts";
import { type Column, fitTable, left, right } from "../text/table.ts";
import { conclusionText } from "./conclusion-text.ts";
import type { Run } from "./report.ts";
import { runSign } from "./signs.ts";
import { totalDrift } from "./statement-table.ts";
import { paint, type Theme } from "./theme.ts";

const COLUMNS: readonly Column[] = [
  left("Scenario"),
  { ...right("Payouts"), optional: true },
  ...["Timeouts", "Findings", "Drift"].map(right),
  { ...right("Time"), optional: true },
  left("Verdict"),
];

/** All scenarios at a glance, one per row. */
export function summaryTable({ scenarios }: Run, width: number, theme: Theme): string[] {
  const signs = scenarios.map((scenario) => conclusionText(scenario).sign);
  const verdict = COLUMNS.length - 1;
  const painted = (text: string, row: number, column: number) =>
    column === verdict ? paint(signs[row] ?? "?", text, theme) : text;
  return fitTable({ columns: COLUMNS, rows: scenarios.map(row), paint: painted }, width);
}

function row(scenario: Reconciliation): string[] {
  const { timeout_rate: rate } = scenario.metrics;
  const { sign, word } = conclusionText(scenario);
  return [
    stripControls(scenario.scenario),
    formatInteger(scenario.payouts),
    rate === undefined ? "?" : formatPercent(rate.rate),
    formatInteger(scenario.findings.length),
    formatChange(totalDrift(scenario.projects)),
    formatSeconds(scenario.durationMs),
    `${sign} ${word.toLowerCase()}`,
  ];
}

/** The verdict of several scenarios together, with the exit code. */
export function totalLine(run: Run, theme: Theme): string {
  const sign = runSign(run);
  const verdict = paint(sign, `${sign} ${theme.strong(run.verdict.toUpperCase())}`, theme);
  return ` ${verdict}   ${counted(run.scenarios.length, "scenario")} · exit code ${run.exitCode}`;
}
