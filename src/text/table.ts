import CliTable from "cli-table3";
import { textWidth, truncateMiddle } from "./width.ts";
import { wrapPhrases } from "./wrap.ts";

/** The first column of a table holds the name of each row. */
export interface Column {
  readonly head: string;
  readonly align: "left" | "right";
  /** Left out if the table would be too wide. */
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
  /** Colours a cell; its row and its column count from 0. */
  readonly paint?: (text: string, row: number, column: number) => string;
}

/** The blanks beside each cell. */
type Padding = readonly [left: 0 | 1, right: 0 | 1];

/** A shorter name could not be told from another. */
const SHORTEST_NAME = 9;

/**
 * A table in lines of at most `width` columns. A table that is too wide loses its padding, then its optional columns, then the middle of its
 * names, and at last its frame, but never a figure.
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

/** Layouts, the best first. A whole name is worth more than an optional column, because it can be typed again. */
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

/** The columns of a table with its frame and its indent. */
export function frameWidth(table: Table, [left, right]: Padding = [1, 1]): number {
  const widths = table.columns.map((_, column) => columnWidth(table, column) + left + right + 1);
  return 2 + widths.reduce((sum, columns) => sum + columns, 0);
}

function columnWidth({ columns, rows }: Table, column: number): number {
  return Math.max(...[columns[column]?.head ?? "", ...rows.map((row) => row[column] ?? "")].map(textWidth));
}

/** A private-use character that stands for one column of a text. */
const PLACE = "\ue000";

/** A table in its frame, indented by one column. cli-table3 measures rare characters by old rules, so it draws places to fill in. */
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
  const filled = frame.toString().replace(/\ue000+/g, () => texts.shift() ?? "");
  return filled.split("\n").map((line) => ` ${line}`);
}

/** A row without a frame: its name, its figures, and the last figure on a line to itself. */
function listRow({ columns, paint = (text) => text }: Table, cells: readonly string[], at: number, width: number) {
  const [name = "", ...figures] = cells.map(
    (cell, column) => `${column === 0 ? "" : `${columns[column]?.head.trim()} `}${cell}`,
  );
  const last = figures.pop() ?? "";
  return [
    ...wrapPhrases([name], width - 1).map((line) => ` ${line}`),
    ...wrapPhrases(figures, width - 3).map((line) => `   ${line}`),
    `   ${paint(last, at, columns.length - 1)}`,
  ];
}
