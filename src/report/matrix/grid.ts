import type { Matrix, MatrixCell, MatrixColumn } from "../../domain/matrix.ts";
import { drawTable, frameWidth, left, type Table } from "../../text/table.ts";
import type { Theme } from "../theme.ts";
import { cellWords } from "./cell.ts";

/** The drawn matrix. Where the columns do not fit side by side, several tables stand below each other. */
export function matrixGrid(matrix: Matrix, width: number, theme: Theme): string[] {
  const groups: MatrixColumn[][] = [];
  for (const column of matrix.columns) {
    const last = groups.at(-1);
    if (last !== undefined && frameWidth(tableOf(matrix, [...last, column], theme)) <= width) last.push(column);
    else groups.push([column]);
  }
  return groups.flatMap((columns) => drawTable(tableOf(matrix, columns, theme)));
}

/** A strategy takes as many rows as its tallest cell has words. */
function tableOf({ strategies, cells }: Matrix, columns: readonly MatrixColumn[], theme: Theme): Table {
  const rows = strategies.flatMap((strategy) => {
    const own = columns.map(({ fault }) => cells.find((cell) => cell.strategy === strategy && cell.fault === fault));
    const words = own.map((cell) => (cell === undefined ? [] : cellWords(cell)));
    return Array.from({ length: Math.max(1, ...words.map(({ length }) => length)) }, (_, line) => {
      return { cells: own, texts: [line === 0 ? strategy : "", ...words.map((each) => each[line] ?? "")] };
    });
  });
  return {
    columns: ["Strategy", ...columns.map(({ fault }) => fault)].map(left),
    rows: rows.map(({ texts }) => texts),
    paint: (text, row, column) => paintCell(rows[row]?.cells[column - 1], text, theme),
  };
}

function paintCell(cell: MatrixCell | undefined, text: string, { good, bad, doubt, faint }: Theme): string {
  if (cell === undefined) return text;
  if (!cell.asDocumented) return doubt(text);
  if (cell.documented === null) return faint(text);
  return cell.measured.verdict === "balanced" ? good(text) : bad(text);
}
