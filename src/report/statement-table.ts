import { counted, formatChange, formatInteger, formatSats } from "../domain/format.ts";
import type { Msat } from "../domain/money.ts";
import type { ProjectStatement } from "../domain/reconciliation.ts";
import { stripControls } from "../text/strip-controls.ts";
import { type Column, fitTable } from "../text/table.ts";
import type { Theme } from "./theme.ts";

/**
 * The heart of every report: what each project should hold, what it does hold, and the difference. The last two heads are as wide as
 * `300,000`, so that the tables of one scenario under several strategies line up.
 */
export const statementColumns: readonly Column[] = [
  { head: "Project", align: "left" },
  { head: "Opening", align: "right" },
  { head: "Paid", align: "right" },
  { head: "Unknown", align: "right" },
  { head: "Expected", align: "right" },
  { head: " Actual", align: "right" },
  { head: "  Drift", align: "right" },
];

/** The cells of a project under these columns. */
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

/** The reconciliation table of one scenario, as lines of at most `width` columns, with a row for the sum of several projects. */
export function statementTable(projects: readonly ProjectStatement[], width: number, theme: Theme): string[] {
  if (projects.length === 0) return ["   no project was read"];
  const all = projects.length > 1 ? [...projects, totals(projects)] : projects;
  const drift = statementColumns.length - 1;
  return fitTable(
    {
      columns: statementColumns,
      rows: all.map(statementRow),
      paint: (text, row, column) => (column === drift ? paintDrift(all[row]?.driftMsat ?? null, text, theme) : text),
    },
    width,
  );
}

/** All projects as if they were one; a sum with something unknown in it is unknown. */
export function totals(projects: readonly ProjectStatement[]): ProjectStatement {
  const total = (of: (project: ProjectStatement) => Msat | null) => projects.map(of).reduce(plus, 0);
  return {
    projectId: `all ${counted(projects.length, "project")}`,
    openingMsat: total((project) => project.openingMsat),
    settledPayouts: projects.reduce((count, project) => count + project.settledPayouts, 0),
    unknownOutcomes: projects.reduce((count, project) => count + project.unknownOutcomes, 0),
    expectedMsat: total((project) => project.expectedMsat),
    actualMsat: total((project) => project.actualMsat),
    heldMsat: total((project) => project.heldMsat),
    driftMsat: totalDrift(projects),
  };
}

/** The drift of all projects together; null where the drift of one is not known. */
export function totalDrift(projects: readonly ProjectStatement[]): Msat | null {
  return projects.map(({ driftMsat }) => driftMsat).reduce(plus, 0);
}

function plus(left: Msat | null, right: Msat | null): Msat | null {
  return left === null || right === null ? null : left + right;
}

/** A drift in the colour of what it means: nothing is missing, something is, or it is not known. */
export function paintDrift(drift: Msat | null, text: string, { good, bad, doubt }: Theme): string {
  if (drift === null) return doubt(text);
  return drift === 0 ? good(text) : bad(text);
}
