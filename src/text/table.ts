import CliTable from "cli-table3";
import { textWidth, truncateMiddle } from "./width.ts";
import { hangingIndent, wrapPhrases } from "./wrap.ts";

/** A column of a table. The first column holds the name of each row. */
export interface Column {
  readonly head: string;
  readonly align: "left" | "right";
  /** Left out where the table would be too wide. */
  readonly optional?: boolean;
}

/** A column of words. */
export function left(head: string): Column {
  return { head, align: "left" };
}

/** A column of figures. */
export function right(head: string): Column {
  return { head, align: "right" };
}

/** A table of text without controls. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** Colours a cell by its place; numbers count from 0. */
  readonly paint?: (text: string, row: number, column: number) => string;
}

/** A blank on the left and on the right of each cell, or none. */
type Padding = readonly [left: 0 | 1, right: 0 | 1];

/** The fewest columns in which a name can still be told from another. */
const SHORTEST_NAME = 9;

/**
 * A table in a frame, indented by one column, as lines of at most `width` columns. Figures are never cut. Where the table is too wide it
 * gives up its padding, then its optional columns, then the middle of its names, and at last its frame.
 */
export function fitTable(table: Table, width: number): string[] {
  const longest = Math.max(...table.rows.map(([name = ""]) => textWidth(name)));
  for (const { fewer, padding, shortestName } of layouts(table)) {
    const nameWidth = columnWidth(fewer, 0);
    const room = width - frameWidth(fewer, padding) + nameWidth;
    if (room < Math.max(textWidth(fewer.columns[0]?.head ?? ""), Math.min(longest, shortestName))) continue;
    const rows = fewer.rows.map(([name = "", ...cells]) => [truncateMiddle(name, room), ...cells]);
    return drawTable({ ...fewer, rows }, padding);
  }
  return table.rows.flatMap((row, at) => listRow(table, row, at, width));
}

/** Ways to draw a table, the best first. A whole name can be typed again, so it is worth more than an optional column. */
function layouts(table: Table): readonly { fewer: Table; padding: Padding; shortestName: number }[] {
  const optional = table.columns.filter((column) => column.optional === true);
  const fewer = optional.map((_, count) => without(table, optional.slice(0, count + 1)));
  const shortestName = Number.POSITIVE_INFINITY;
  return [
    { fewer: table, padding: [1, 1], shortestName },
    ...[table, ...fewer].map((each) => ({ fewer: each, padding: [1, 0] as const, shortestName })),
    { fewer: fewer.at(-1) ?? table, padding: [0, 0], shortestName: SHORTEST_NAME },
  ];
}

function without({ columns, rows, paint }: Table, dropped: readonly Column[]): Table {
  const kept = [...columns.keys()].filter((at) => !dropped.some((column) => column === columns[at]));
  const pick = <T>(all: readonly T[]): T[] => kept.flatMap((at) => all[at] ?? []);
  return {
    columns: pick(columns),
    rows: rows.map((row) => kept.map((at) => row[at] ?? "")),
    ...(paint === undefined ? {} : { paint: (text, row, column) => paint(text, row, kept[column] ?? column) }),
  };
}

/** How many columns a table takes in its frame, with the blank before it. */
export function frameWidth(table: Table, [left, right]: Padding = [1, 1]): number {
  const widths = table.columns.map((_, column) => columnWidth(table, column) + left + right + 1);
  return 2 + widths.reduce((sum, columns) => sum + columns, 0);
}

function columnWidth({ columns, rows }: Table, column: number): number {
  return Math.max(...[columns[column]?.head ?? "", ...rows.map((row) => row[column] ?? "")].map(textWidth));
}

/** Stands for a column of a cell while the frame is drawn; no text holds it that can be typed. */
const PLACE = "\ue000";

/**
 * The lines of a table in its frame, indented by one column. cli-table3 counts the columns of rare characters by older rules than terminals do, so it draws places
 * of the right width, which are filled in afterwards.
 */
export function drawTable({ columns, rows, paint = (text) => text }: Table, [left, right]: Padding = [1, 1]): string[] {
  const frame = new CliTable({
    head: columns.map(({ head }) => head),
    colAligns: columns.map(({ align }) => align),
    style: { head: [], border: [], compact: true, "padding-left": left, "padding-right": right },
  });
  frame.push(...rows.map((row) => row.map((text) => PLACE.repeat(textWidth(text)))));
  const texts = rows.flatMap((row, at) =>
    row.flatMap((text, column) => (textWidth(text) === 0 ? [] : [paint(text, at, column)])),
  );
  let next = 0;
  const filled = frame.toString().replace(/\ue000+/g, () => texts[next++] ?? "");
  return filled.split("\n").map((line) => ` ${line}`);
}

/** A row without a frame: its name, its figures, and the last of them on a line that can be found. */
function listRow(
  { columns, paint = (text) => text }: Table,
  row: readonly string[],
  at: number,
  width: number,
): string[] {
  const [name = "", ...cells] = row;
  const figures = cells.map((cell, index) => `${columns[index + 1]?.head.trim()} ${cell}`);
  const last = columns.length - 1;
  return [
    ...hangingIndent(" ", 1, wrapPhrases([name], width - 1)),
    ...hangingIndent("   ", 3, wrapPhrases(figures.slice(0, -1), width - 3)),
    `   ${paint(figures.at(-1) ?? "", at, last)}`,
  ];
}
