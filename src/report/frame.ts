import Table from "cli-table3";
import { textWidth } from "../text/width.ts";

/** A drawn table: rows of plain text, of which the first cell is a name and the others are figures. */
export interface Frame {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly aligns: readonly ("left" | "right")[];
  /** The air to the left and to the right of a cell. */
  readonly air: readonly [left: number, right: number];
  /** Colour for the last cell of a row. */
  readonly paintLast: (text: string, row: number) => string;
}

/** How wide a frame is drawn, with the column before it, when its names take `nameColumns`. */
export function frameColumns({ head, rows, air }: Pick<Frame, "head" | "rows" | "air">, nameColumns: number): number {
  const others = head
    .slice(1)
    .map((title, at) => Math.max(title.length, ...rows.map((row) => textWidth(row[at + 1] ?? ""))));
  const cells = others.reduce((sum, columns) => sum + columns, Math.max(textWidth(head[0] ?? ""), nameColumns));
  return 1 + (head.length + 1) + (air[0] + air[1]) * head.length + cells;
}

/**
 * The lines of a frame, indented by one column. What draws it counts the columns of rare characters by older rules than a terminal does,
 * so it gets letters in place of the names, as many as the names take columns, and the names are put in afterwards.
 */
export function drawFrame({ head, rows, aligns, air, paintLast }: Frame): string[] {
  const [left, right] = air;
  const table = new Table({
    head: [...head],
    colAligns: [...aligns],
    style: { head: [], border: [], compact: true, "padding-left": left, "padding-right": right },
  });
  for (const [at, [name = "", ...figures]] of rows.entries()) {
    table.push([placeOf(name), ...figures.slice(0, -1), paintLast(figures.at(-1) ?? "", at)]);
  }
  const before = `│${" ".repeat(left)}`;
  return table
    .toString()
    .split("\n")
    .map((line, at) => {
      // The head takes three lines, and every row one.
      const name = rows[at - 3]?.[0];
      return ` ${name === undefined ? line : line.replace(before + placeOf(name), () => before + name)}`;
    });
}

function placeOf(name: string): string {
  return "x".repeat(textWidth(name));
}
