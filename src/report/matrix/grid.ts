import Table from "cli-table3";
import type { Matrix, MatrixCell, MatrixColumn } from "../../domain/matrix.ts";
import { textWidth } from "../../text/width.ts";
import type { Theme } from "../theme.ts";
import { cellWords } from "./cell.ts";

/** A space on either side of a word, and one rule. */
const AROUND = 3;

/** The drawn matrix, indented by one column. Where the columns do not fit side by side, several tables stand below each other. */
export function matrixGrid(matrix: Matrix, width: number, ink: Theme): string[] {
  return sideBySide(matrix, width).flatMap((columns) => drawn(matrix, columns, ink));
}

/** The columns that fit into the width beside the names of the strategies; at least one to a table, however wide it is. */
function sideBySide({ strategies, columns, cells }: Matrix, width: number): readonly (readonly MatrixColumn[])[] {
  const room = width - 2 - widest(["Strategy", ...strategies]);
  const tables: MatrixColumn[][] = [];
  let left = 0;
  for (const column of columns) {
    const words = cells.filter(({ fault }) => fault === column.fault).flatMap(cellWords);
    const takes = widest([column.fault, ...words]);
    const last = tables.at(-1);
    if (last === undefined || takes > left) {
      tables.push([column]);
      left = room - takes;
    } else {
      last.push(column);
      left -= takes;
    }
  }
  return tables;
}

function widest(words: readonly string[]): number {
  return AROUND + Math.max(...words.map(textWidth));
}

function drawn({ strategies, cells }: Matrix, columns: readonly MatrixColumn[], ink: Theme): string[] {
  const table = new Table({
    head: ["Strategy", ...columns.map(({ fault }) => fault)],
    style: { head: [], border: [], compact: true },
  });
  for (const strategy of strategies) {
    const row = columns.map(({ fault }) => {
      const cell = cells.find((each) => each.strategy === strategy && each.fault === fault);
      return cell === undefined ? "" : painted(cell, ink);
    });
    table.push([strategy, ...row]);
  }
  return table
    .toString()
    .split("\n")
    .map((line) => ` ${line}`);
}

/** Each line of a cell has its colour for itself: the table breaks cells into lines, and colour must not leak into the next one. */
function painted(cell: MatrixCell, { good, bad, doubt, faint }: Theme): string {
  const { documented, asDocumented, measured } = cell;
  const known = measured.verdict === "balanced" ? good : bad;
  const paint = !asDocumented ? doubt : documented === null ? faint : known;
  return cellWords(cell)
    .map((word) => paint(word))
    .join("\n");
}
