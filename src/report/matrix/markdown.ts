import { formatElapsed } from "../../domain/format.ts";
import type { Matrix, MatrixCell } from "../../domain/matrix.ts";
import { findingTexts } from "../../explain/findings.ts";
import { markdownTable } from "../../text/markdown.ts";
import { left } from "../../text/table.ts";
import { cellWords, codesIn, differenceText } from "./cell.ts";
import { concludeMatrix } from "./conclusion.ts";

/** The matrix for a comment or a page: the table, what its letters mean, and what differs. */
export function matrixMarkdown(matrix: Matrix): string {
  const { strategies, columns, cells } = matrix;
  const cellAt = (strategy: string, fault: string) =>
    cells.find((cell) => cell.strategy === strategy && cell.fault === fault);
  const lines = [
    ...markdownTable(
      ["strategy", ...columns.map(({ fault }) => fault)].map(left),
      strategies.map((strategy) => [
        `\`${strategy}\``,
        ...columns.map(({ fault }) => cellText(cellAt(strategy, fault))),
      ]),
    ),
    "",
    ...columns.map(({ fault, title, scenario }) => `* **${fault}** ${title} (\`${scenario}\`)`),
    "",
    ...codesIn(cells).map(([kind, code]) => `* **${code}** \`${kind}\`: ${findingTexts[kind].summary}`),
    "",
    ...conclusion(matrix),
  ];
  return `${lines.join("\n")}\n`;
}

function cellText(cell: MatrixCell | undefined): string {
  if (cell === undefined) return "";
  const text = cellWords(cell).join(" ");
  return cell.measured.verdict === "balanced" ? text : `**${text}**`;
}

function conclusion(matrix: Matrix): readonly string[] {
  const { kind, text, differing } = concludeMatrix(matrix);
  const word = { "as-documented": "As documented: ", different: "Not as documented: ", stopped: "Stopped: " }[kind];
  return [
    `**${word}${text}.** ${formatElapsed(matrix.durationMs)}.`,
    ...differing.map(
      (cell) => `* \`${cell.strategy}\` × ${cell.fault}: ${differenceText(cell)}. Reproduce: \`${cell.reproduce}\``,
    ),
  ];
}
