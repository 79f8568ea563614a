import { counted, formatChange, formatInteger, formatSats } from "../domain/format.ts";
import type { Msat } from "../domain/money.ts";
import type { ProjectStatement } from "../domain/reconciliation.ts";
import { stripControls } from "../text/strip-controls.ts";
import { type Column, fitTable, left, right } from "../text/table.ts";
import { paint, type Sign, type Theme } from "./theme.ts";

/** The columns of the reconciliation. The last two heads are as wide as `300,000`, so that tables of several strategies line up. */
export const statementColumns: readonly Column[] = [
  left("Project"),
  ...["Opening", "Paid", "Unknown", "Expected", " Actual", "  Drift"].map(right),
];

/** The cells of a project. */
export function statementRow(project: ProjectStatement): string[] {
  return [
    stripControls(project.projectId),
    formatSats(project.openingMsat),
    formatInteger(project.settledPayouts),
    formatInteger(project.unknownOutcomes),
    formatSats(project.expectedMsat),
    formatSats(project.actualMsat),
    formatChange(project.driftMsat),
  ];
}

/** The reconciliation of one scenario, with a row for the sum of several projects. */
export function statementTable(projects: readonly ProjectStatement[], width: number, theme: Theme): string[] {
  if (projects.length === 0) return ["   no project balance was read"];
  const all = projects.length > 1 ? [...projects, totals(projects)] : projects;
  const drift = statementColumns.length - 1;
  const painted = (text: string, row: number, column: number) =>
    column === drift ? paint(driftSign(all[row]?.driftMsat ?? null), text, theme) : text;
  return fitTable({ columns: statementColumns, rows: all.map(statementRow), paint: painted }, width);
}

/** All projects as one; a sum is unknown if a part of it is. */
export function totals(projects: readonly ProjectStatement[]): ProjectStatement {
  return {
    projectId: `all ${counted(projects.length, "project")}`,
    openingMsat: total(projects, "openingMsat"),
    settledPayouts: projects.reduce((count, { settledPayouts }) => count + settledPayouts, 0),
    unknownOutcomes: projects.reduce((count, { unknownOutcomes }) => count + unknownOutcomes, 0),
    expectedMsat: total(projects, "expectedMsat"),
    actualMsat: total(projects, "actualMsat"),
    heldMsat: total(projects, "heldMsat"),
    driftMsat: total(projects, "driftMsat"),
  };
}

/** The drift of all projects together; null if the drift of one is unknown. */
export function totalDrift(projects: readonly ProjectStatement[]): Msat | null {
  return total(projects, "driftMsat");
}

type Amount = "openingMsat" | "expectedMsat" | "actualMsat" | "heldMsat" | "driftMsat";

function total(projects: readonly ProjectStatement[], amount: Amount): Msat | null {
  return projects.reduce<Msat | null>(
    (sum, { [amount]: msat }) => (sum === null || msat === null ? null : sum + msat),
    0,
  );
}

/** Whether a drift is good news, bad news or unknown. */
export function driftSign(drift: Msat | null): Sign {
  if (drift === null) return "?";
  return drift === 0 ? "✓" : "✗";
}
