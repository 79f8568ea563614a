import { formatElapsed } from "../../domain/format.ts";
import type { Matrix, MatrixCell, MatrixColumn } from "../../domain/matrix.ts";
import { findingTexts } from "../../explain/findings.ts";
import { textWidth } from "../../text/width.ts";
import { hangingIndent, SEPARATOR, wrapPhrases, wrapText } from "../../text/wrap.ts";
import type { ReportOptions } from "../report.ts";
import { reproduceLines } from "../reproduce-lines.ts";
import { createTheme, paint, type Sign, type Theme } from "../theme.ts";
import { codesIn, documentedText, foundText } from "./cell.ts";
import { concludeMatrix, type MatrixConclusion } from "./conclusion.ts";
import { matrixGrid } from "./grid.ts";

/** The matrix for people: the table, why each cell comes out as it does, what the letters mean, and what differs from the documents. */
export function matrixTable(matrix: Matrix, { colour, width }: ReportOptions): string {
  const pen = createTheme(colour);
  const { columns, cells } = matrix;
  const lines = [
    ...hangingIndent(` ${pen.strong("matrix")}   `, 10, wrapPhrases(figures(matrix), width - 10)),
    "",
    ...matrixGrid(matrix, width, pen),
    ...codesIn(cells).flatMap(([kind, code]) =>
      hangingIndent(`   ${pen.strong(code)} `, 7, wrapText(`${kind}: ${findingTexts[kind].summary}`, width - 7)),
    ),
    ...columns.flatMap((column) => ["", ...reasons(column, cells, width, pen)]),
    "",
    ...conclusion(matrix, width, pen),
  ];
  return `${lines.join("\n")}\n`;
}

function figures({ strategies, columns, cells, planned, durationMs }: Matrix): string[] {
  const measured = cells.length < planned ? `${cells.length} of ${planned}` : planned;
  return [
    `${strategies.length} ${strategies.length === 1 ? "strategy" : "strategies"}`,
    `${columns.length} ${columns.length === 1 ? "fault" : "faults"}`,
    `${measured} ${planned === 1 ? "cell" : "cells"}`,
    formatElapsed(durationMs),
  ];
}

/** A column in words: what happens, and why some strategies do not survive it; those with one reason stand together. */
function reasons(
  { fault, title, scenario }: MatrixColumn,
  cells: readonly MatrixCell[],
  width: number,
  { strong }: Theme,
): string[] {
  const strategiesBy = new Map<string, string[]>();
  for (const { fault: of, strategy, documented, asDocumented } of cells) {
    if (of !== fault || !asDocumented || !documented?.because) continue;
    strategiesBy.set(documented.because, [...(strategiesBy.get(documented.because) ?? []), strategy]);
  }
  return [
    ...hangingIndent(` ${strong(fault)} `, 3, wrapText(`${title} (${scenario})`, width - 3)),
    ...[...strategiesBy].flatMap(([because, strategies]) => {
      // The gap behind the names belongs to the last of them, so that no line begins with it.
      const names = `${strategies.join(", ")}  `.split(/ (?! |$)/);
      return hangingIndent("   ", 5, wrapPhrases([...names, ...because.split(" ")], width - 5, " "));
    }),
  ];
}

const signs = { "as-documented": "✓", different: "✗", stopped: "?" } as const satisfies Record<
  MatrixConclusion["kind"],
  Sign
>;

function conclusion(matrix: Matrix, width: number, ink: Theme): string[] {
  const { kind, text, differing } = concludeMatrix(matrix);
  const word = { "as-documented": "AS DOCUMENTED", different: "NOT AS DOCUMENTED", stopped: "STOPPED" }[kind];
  const sign = signs[kind];
  const indent = textWidth(` ${sign} ${word}   `);
  return [
    ...differing.flatMap((cell) => [
      ...hangingIndent(
        ` ${ink.bad("✗")} `,
        3,
        wrapText(
          `${cell.strategy} × ${cell.fault}: documented ${documentedText(cell)}, measured ${foundText(cell.measured)}`,
          width - 3,
        ),
      ),
      ...reproduceLines(cell.reproduce, width),
    ]),
    ...hangingIndent(
      ` ${paint(sign, `${sign} ${ink.strong(word)}`, ink)}   `,
      indent,
      wrapPhrases([text, `exit code ${matrix.exitCode}`], width - indent, SEPARATOR),
    ),
  ];
}
