import { formatChange, formatInteger, formatSats } from "../domain/format.ts";
import type { ProjectStatement } from "../domain/reconciliation.ts";
import { stripControls } from "../text/strip-controls.ts";
import { textWidth, truncateMiddle } from "../text/width.ts";
import { hangingIndent, wrapPhrases } from "../text/wrap.ts";
import { drawFrame, frameColumns } from "./frame.ts";
import type { Theme } from "./theme.ts";

/**
 * The heart of the screen: what each project should hold, what it does hold, and the difference. Figures are never cut. Where
 * the table is too wide, it first gives up the air around its figures, then the middle of its project ids, and at last its frame.
 */

// The last two are padded to the width of `300,000`, so that the tables of one scenario under several strategies line up.
const HEAD = ["Project", "Opening", "Paid", "Unknown", "Expected", " Actual", "  Drift"] as const;
const ALIGNS = HEAD.map((_, index) => (index === 0 ? "left" : "right"));

// The air to the left and to the right of a cell, the roomiest first.
const AIR = [
  [1, 1],
  [1, 0],
  [0, 0],
] as const;

/** The fewest columns in which a project id is still told from another. */
const SHORTEST_ID = 9;

/** The reconciliation table of one scenario, as lines of at most `width` columns, with a row for the sum of several projects. */
export function statementTable(projects: readonly ProjectStatement[], width: number, ink: Theme): string[] {
  if (projects.length === 0) return ["   no project was read"];
  const rows = projects.map(cells);
  const all = projects.length > 1 ? [...rows, cells(totals(projects))] : rows;
  const longest = Math.max(HEAD[0].length, ...all.map((row) => textWidth(row.id)));
  for (const air of AIR) {
    const table = { head: HEAD, rows: all.map(({ id, figures }) => [id, ...figures]), air };
    const room = width - (frameColumns(table, 0) - HEAD[0].length);
    if (room < longest && (air[0] > 0 || room < SHORTEST_ID)) continue;
    return drawFrame({
      ...{ ...table, aligns: ALIGNS, paintLast: (text, at) => paintDrift(all[at]?.drift ?? null, text, ink) },
      rows: all.map(({ id, figures }) => [truncateMiddle(id, room), ...figures]),
    });
  }
  return all.flatMap((row) => unframed(row, width, ink));
}

interface Row {
  readonly id: string;
  readonly figures: readonly string[];
  readonly drift: number | null;
}

function cells(project: ProjectStatement): Row {
  return {
    id: stripControls(project.projectId),
    figures: [
      formatSats(project.openingMsat),
      formatInteger(project.settledPayouts),
      formatInteger(project.unknownOutcomes),
      formatSats(project.expectedMsat),
      formatSats(project.actualMsat),
      formatChange(project.driftMsat),
    ],
    drift: project.driftMsat,
  };
}

/** All projects as if they were one; a sum with something unknown in it is unknown. */
export function totals(projects: readonly ProjectStatement[]): ProjectStatement {
  const total = (of: (project: ProjectStatement) => number | null) => projects.map(of).reduce(plus, 0);
  return {
    projectId: `all ${formatInteger(projects.length)} projects`,
    openingMsat: total((project) => project.openingMsat),
    settledPayouts: projects.reduce((count, project) => count + project.settledPayouts, 0),
    unknownOutcomes: projects.reduce((count, project) => count + project.unknownOutcomes, 0),
    expectedMsat: total((project) => project.expectedMsat),
    actualMsat: total((project) => project.actualMsat),
    heldMsat: total((project) => project.heldMsat),
    driftMsat: total((project) => project.driftMsat),
  };
}

/** The drift of all projects together; null where it is not known of one. */
export function totalDrift(projects: readonly ProjectStatement[]): number | null {
  return totals(projects).driftMsat;
}

// A sum with something unknown in it is unknown.
function plus(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left + right;
}

function unframed(row: Row, width: number, ink: Theme): string[] {
  const figures = row.figures.slice(0, -1).map((value, index) => `${HEAD[index + 1]?.trim()} ${value}`);
  const drift = paintDrift(row.drift, `Drift ${row.figures.at(-1)}`, ink);
  return [
    ...hangingIndent(" ", 1, wrapPhrases([row.id], width - 1)),
    ...hangingIndent("   ", 3, wrapPhrases(figures, width - 3)),
    `   ${drift}`,
  ];
}

/** A drift in the colour of what it says: nothing is missing, something is, or nobody knows. */
export function paintDrift(drift: number | null, text: string, { good, bad, doubt }: Theme): string {
  if (drift === null) return doubt(text);
  return drift === 0 ? good(text) : bad(text);
}
