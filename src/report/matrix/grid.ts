import type { Matrix, MatrixCell } from "../../domain/matrix.ts";
import { drawTable, frameWidth, left, type Table } from "../../text/table.ts";
import { textWidth } from "../../text/width.ts";
import { wrapPhrases } from "../../text/wrap.ts";
import type { Theme } from "../theme.ts";
import { cellWords } from "./cell.ts";
import { byPlace, placeNames } from "./places.ts";

/** The drawn matrix, a fault in a row. Where the strategies do not fit side by side, several tables stand below each other. */
export function matrixGrid(matrix: Matrix, width: number, theme: Theme): string[] {
  const groups: string[][] = [];
  for (const strategy of matrix.strategies) {
    const last = groups.at(-1);
    if (last !== undefined && frameWidth(tableOf(matrix, [...last, strategy], theme)) <= width) last.push(strategy);
    else groups.push([strategy]);
  }
  return groups.flatMap((strategies) => drawTable(tableOf(matrix, strategies, theme)));
}

/** A line of the table: of a fault, or of the place of those below. */
interface Row {
  /** Empty for a place. */
  readonly cells: readonly (MatrixCell | undefined)[];
  readonly texts: readonly string[];
}

function tableOf(matrix: Matrix, strategies: readonly string[], theme: Theme): Table {
  const groups = byPlace(matrix.faults);
  const rows = groups.flatMap(({ place, faults }) => [
    ...(groups.length === 1 ? [] : [{ cells: [], texts: [placeNames[place], ...strategies.map(() => "")] }]),
    ...faults.flatMap(({ fault }) => rowsOf(matrix, fault, strategies, groups.length === 1 ? "" : " ")),
  ]);
  return {
    columns: ["Fault", ...strategies].map(left),
    rows: rows.map(({ texts }) => texts),
    paint: (text, row, column) => {
      const { cells = [] } = rows[row] ?? {};
      return cells.length === 0 ? theme.strong(text) : paintCell(cells[column - 1], text, theme);
    },
  };
}

/** A fault takes as many lines as its tallest cell has. A cell is no wider than the name of its strategy if that can be helped. */
function rowsOf({ cells }: Matrix, fault: string, strategies: readonly string[], indent: string): readonly Row[] {
  const own = strategies.map((name) => cells.find((cell) => cell.strategy === name && cell.fault === fault));
  const lines = own.map((cell, at) => {
    const words = cell === undefined ? [] : cellWords(cell);
    const width = Math.max(textWidth(strategies[at] ?? ""), ...words.map(textWidth));
    return wrapPhrases(words, width, " ");
  });
  return Array.from({ length: Math.max(1, ...lines.map(({ length }) => length)) }, (_, line) => {
    return { cells: own, texts: [line === 0 ? `${indent}${fault}` : "", ...lines.map((each) => each[line] ?? "")] };
  });
}

function paintCell(cell: MatrixCell | undefined, text: string, { good, bad, doubt, faint }: Theme): string {
  if (cell === undefined) return text;
  if (!cell.asDocumented) return doubt(text);
  if (cell.documented === null || cell.measured.verdict === "inconclusive") return faint(text);
  return cell.measured.verdict === "balanced" ? good(text) : bad(text);
}
