import Table from "cli-table3";
import { textWidth, truncateMiddle } from "../../text/width.ts";
import { hangingIndent, wrapPhrases } from "../../text/wrap.ts";

/** A column of a table: its heading, and the side on which its cells stand. */
export interface Column {
  readonly head: string;
  readonly align: "left" | "right";
}

/** The fewest columns in which a name is still told from another. */
const SHORTEST_NAME = 9;

/**
 * Rows of plain text in a frame, indented by one column. Figures are never cut: where the frame is too wide, the middle of the names in the
 * first column goes, and at last the frame.
 */
export function fittedTable(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const widths = columns.map(({ head }, index) =>
    Math.max(...[head, ...rows.map((row) => row[index] ?? "")].map(textWidth)),
  );
  const [longest = 0, ...others] = widths;
  // One column before the frame, its own lines, and one column of air on either side of each cell.
  const room = width - 1 - (columns.length + 1) - 2 * columns.length - others.reduce((left, right) => left + right, 0);
  if (room < Math.min(longest, SHORTEST_NAME)) return rows.flatMap((row) => unframed(columns, row, width));
  const table = new Table({
    head: columns.map(({ head }) => head),
    colAligns: columns.map(({ align }) => align),
    style: { head: [], border: [], compact: true },
  });
  for (const [name = "", ...cells] of rows) table.push([truncateMiddle(name, room), ...cells]);
  return table
    .toString()
    .split("\n")
    .map((line) => ` ${line}`);
}

function unframed(columns: readonly Column[], [name = "", ...cells]: readonly string[], width: number): string[] {
  const figures = cells.map((cell, index) => `${columns[index + 1]?.head} ${cell}`);
  return [
    ...hangingIndent(" ", 1, wrapPhrases([name], width - 1)),
    ...hangingIndent("   ", 3, wrapPhrases(figures, width - 3)),
  ];
}
