import { counted, formatChange, formatInteger, formatPercent, formatSeconds } from "../domain/format.ts";
import type { Reconciliation } from "../domain/reconciliation.ts";
import { stripControls } from "../text/strip-controls.ts";
import { type Column, fitTable } from "../text/table.ts";
import { conclusionText } from "./conclusion-text.ts";
import type { Run } from "./report.ts";
import { runSign } from "./signs.ts";
import { totalDrift } from "./statement-table.ts";
import { paint, type Theme } from "./theme.ts";

const COLUMNS: readonly Column[] = [
  { head: "Scenario", align: "left" },
  { head: "Payouts", align: "right", optional: true },
  { head: "Timeouts", align: "right" },
  { head: "Findings", align: "right" },
  { head: "Drift", align: "right" },
  { head: "Time", align: "right", optional: true },
  { head: "Verdict", align: "left" },
];

/** Several scenarios at a glance. */
export function summaryTable({ scenarios }: Run, width: number, theme: Theme): string[] {
  const signs = scenarios.map((scenario) => conclusionText(scenario).sign);
  const verdict = COLUMNS.length - 1;
  return fitTable(
    {
      columns: COLUMNS,
      rows: scenarios.map(row),
      paint: (text, at, column) => (column === verdict ? paint(signs[at] ?? "?", text, theme) : text),
    },
    width,
  );
}

function row(scenario: Reconciliation): string[] {
  const { timeout_rate: rate } = scenario.metrics;
  const { sign, word } = conclusionText(scenario);
  return [
    stripControls(scenario.scenario),
    formatInteger(scenario.payouts),
    rate !== undefined && "rate" in rate ? formatPercent(rate.rate) : formatInteger(null),
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
