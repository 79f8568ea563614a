import Table from "cli-table3";
import type { Matrix, MatrixCell, MatrixColumn } from "../../domain/matrix.ts";
import { findingTexts } from "../../explain/findings.ts";
import { duration } from "../figures.ts";
import { type Ink, ink } from "../ink.ts";
import type { ReportOptions } from "../report.ts";
import { hanging, wrapText } from "../wrap.ts";
import { cellWords, countOf, documentedText, foundText } from "./cell.ts";
import { codesIn } from "./markdown.ts";

/** The matrix for people: the table, why each cell comes out as it does, what the letters mean, and what differs from the documents. */
export function matrixTable(matrix: Matrix, { colour, width }: ReportOptions): string {
  const pen = ink(colour);
  const { strategies, columns, cells, durationMs } = matrix;
  const lines = [
    ` ${pen.strong("matrix")}   ${strategies.length} strategies · ${columns.length} faults · ${cells.length} cells · ${duration(durationMs)}`,
    "",
    ...grid(matrix, pen),
    ...codesIn(cells).flatMap(([kind, code]) =>
      hanging(`   ${pen.strong(code)} `, 7, wrapText(`${kind}: ${findingTexts[kind].is}`, width - 7)),
    ),
    ...columns.flatMap((column) => ["", ...reasons(column, cells, width, pen)]),
    "",
    ...verdict(matrix, width, pen),
  ];
  return `${lines.join("\n")}\n`;
}

function grid({ strategies, columns, cells }: Matrix, ink: Ink): string[] {
  const table = new Table({
    head: ["Strategy", ...columns.map(({ fault }) => fault)],
    style: { head: [], border: [], compact: true },
  });
  for (const strategy of strategies) {
    const row = columns.map(({ fault }) => {
      const cell = cells.find((each) => each.strategy === strategy && each.fault === fault);
      return cell === undefined ? "" : tinted(cell, ink);
    });
    table.push([strategy, ...row]);
  }
  return table
    .toString()
    .split("\n")
    .map((line) => ` ${line}`);
}

/** Each line of a cell has its colour for itself: the table breaks cells into lines, and colour must not leak into the next one. */
function tinted(cell: MatrixCell, { good, bad, doubt, faint }: Ink): string {
  const { documented, asDocumented, measured } = cell;
  const known = measured.verdict === "balanced" ? good : bad;
  const paint = documented === null ? faint : asDocumented ? known : doubt;
  return cellWords(cell)
    .map((word) => paint(word))
    .join("\n");
}

/** A column in words: what happens, and for each strategy that does not survive it, why. */
function reasons(
  { fault, title, scenario }: MatrixColumn,
  cells: readonly MatrixCell[],
  width: number,
  ink: Ink,
): string[] {
  const failing = cells.filter((cell) => cell.fault === fault && cell.documented?.because && cell.asDocumented);
  const longest = Math.max(0, ...failing.map(({ strategy }) => strategy.length));
  return [
    ...hanging(` ${ink.strong(fault)} `, 3, wrapText(`${title} (${scenario})`, width - 3)),
    ...failing.flatMap(({ strategy, documented }) =>
      hanging(
        `   ${strategy.padEnd(longest)}   `,
        longest + 6,
        wrapText(documented?.because ?? "", width - longest - 6),
      ),
    ),
  ];
}

function verdict({ cells, exitCode }: Matrix, width: number, { good, bad, strong }: Ink): string[] {
  const { differing, all } = countOf(cells);
  if (differing.length === 0 && exitCode === 0)
    return [` ${good(`✓ ${strong("AS DOCUMENTED")}`)}   ${all} cells · exit code 0`];
  return [
    ...differing.flatMap((cell) => [
      ...hanging(
        ` ${bad("✗")} `,
        3,
        wrapText(
          `${cell.strategy} × ${cell.fault}: documented ${documentedText(cell)}, measured ${foundText(cell.measured)}`,
          width - 3,
        ),
      ),
      `   again: ${cell.again}`,
    ]),
    ` ${bad(`✗ ${strong(`${differing.length} of ${all} cells are not as documented`)}`)} · exit code ${exitCode}`,
  ];
}
