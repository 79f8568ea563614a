import { counted, formatElapsed } from "../../domain/format.ts";
import type { Matrix, MatrixCell, MatrixFault } from "../../domain/matrix.ts";
import { findingTexts } from "../../explain/findings.ts";
import { textWidth } from "../../text/width.ts";
import { hangingIndent, wrapPhrases, wrapText } from "../../text/wrap.ts";
import type { ReportOptions } from "../report.ts";
import { reproduceLines } from "../reproduce-lines.ts";
import { signedLines } from "../shared-lines.ts";
import { createTheme, paint, type Theme } from "../theme.ts";
import { codesIn, DOCUMENTED_DOUBT, differenceText, hasDocumentedDoubt } from "./cell.ts";
import { concludeMatrix } from "./conclusion.ts";
import { matrixGrid } from "./grid.ts";
import { byPlace } from "./places.ts";

/** The matrix for people: the table, the meaning of its letters, the reasons, and what differs. */
export function matrixTable(matrix: Matrix, { colour, width }: ReportOptions): string {
  const theme = createTheme(colour);
  const { faults, cells } = matrix;
  const legend = (code: string, text: string) =>
    hangingIndent(`   ${theme.strong(code)} `, 4 + code.length, wrapText(text, width - 4 - code.length));
  const lines = [
    ...hangingIndent(` ${theme.strong("matrix")}   `, 10, wrapPhrases(figures(matrix), width - 10)),
    "",
    ...matrixGrid(matrix, width, theme),
    ...codesIn(cells).flatMap(([kind, code]) => legend(code, `${kind}: ${findingTexts[kind].summary}`)),
    ...(cells.some(hasDocumentedDoubt) ? legend("?", DOCUMENTED_DOUBT) : []),
    ...byPlace(faults).flatMap((group) =>
      group.faults.flatMap((fault) => ["", ...reasons(fault, cells, width, theme)]),
    ),
    "",
    ...conclusion(matrix, width, theme),
  ];
  return `${lines.join("\n")}\n`;
}

function figures({ strategies, faults, cells, planned, durationMs, simulated }: Matrix): string[] {
  const measured = cells.length < planned ? `${cells.length} of ${planned}` : planned;
  return [
    counted(strategies.length, "strategy", "strategies"),
    counted(faults.length, "fault"),
    `${measured} ${planned === 1 ? "cell" : "cells"}`,
    formatElapsed(durationMs),
    ...(simulated ? ["simulated"] : []),
  ];
}

/** A fault in words: what happens, and why which strategies do not survive it. */
function reasons(
  { fault, title }: MatrixFault,
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
    ` ${strong(fault)}`,
    ...hangingIndent("   ", 3, wrapText(title, width - 3)),
    ...[...strategiesBy].flatMap(([because, strategies]) => {
      // The last name keeps the gap, so that no line begins with it.
      const names = `${strategies.join(", ")}  `.split(/ (?! |$)/);
      return hangingIndent("   ", 5, wrapPhrases([...names, ...because.split(" ")], width - 5, " "));
    }),
  ];
}

function conclusion(matrix: Matrix, width: number, theme: Theme): string[] {
  const { kind, text, differing } = concludeMatrix(matrix);
  const word = { "as-documented": "AS DOCUMENTED", different: "NOT AS DOCUMENTED", stopped: "STOPPED" }[kind];
  const sign = ({ "as-documented": "✓", different: "✗", stopped: "?" } as const)[kind];
  const indent = textWidth(` ${sign} ${word}   `);
  return [
    ...differing.flatMap((cell) => [
      ...signedLines("✗", `${cell.strategy} × ${cell.fault}: ${differenceText(cell)}`, width, theme),
      ...reproduceLines(cell.reproduce, width),
    ]),
    ...hangingIndent(
      ` ${paint(sign, `${sign} ${theme.strong(word)}`, theme)}   `,
      indent,
      wrapPhrases([text, `exit code ${matrix.exitCode}`], width - indent),
    ),
  ];
}
