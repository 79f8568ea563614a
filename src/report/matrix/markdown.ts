import { formatElapsed } from "../../domain/format.ts";
import type { Matrix, MatrixCell } from "../../domain/matrix.ts";
import { findingTexts } from "../../explain/findings.ts";
import { markdownTable } from "../../text/markdown.ts";
import { left } from "../../text/table.ts";
import { cellWords, codesIn, DOCUMENTED_DOUBT, differenceText, hasDocumentedDoubt } from "./cell.ts";
import { concludeMatrix } from "./conclusion.ts";
import { byPlace, placeNames } from "./places.ts";

/** The matrix for a comment or a page: the table, what its names and codes mean, and what differs. */
export function matrixMarkdown(matrix: Matrix): string {
  const { strategies, cells } = matrix;
  const groups = byPlace(matrix.faults);
  const cellAt = (strategy: string, fault: string) =>
    cells.find((cell) => cell.strategy === strategy && cell.fault === fault);
  const rows = groups.flatMap(({ place, faults }) =>
    faults.map(({ fault }, at) => [
      at === 0 ? placeNames[place] : "",
      `\`${fault}\``,
      ...strategies.map((strategy) => cellText(cellAt(strategy, fault))),
    ]),
  );
  const lines = [
    ...markdownTable(["place", "fault", ...strategies.map((strategy) => `\`${strategy}\``)].map(left), rows),
    "",
    ...groups.flatMap(({ faults }) => faults.map(({ fault, title }) => `* \`${fault}\`: ${title}`)),
    "",
    ...codesIn(cells).map(([kind, code]) => `* **${code}** \`${kind}\`: ${findingTexts[kind].summary}`),
    ...(cells.some(hasDocumentedDoubt) ? [`* **?** ${DOCUMENTED_DOUBT}`] : []),
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
    `**${word}${text}.** ${formatElapsed(matrix.durationMs)}${matrix.simulated ? ", simulated" : ""}.`,
    ...differing.map(
      (cell) => `* \`${cell.strategy}\` × ${cell.fault}: ${differenceText(cell)}. Reproduce: \`${cell.reproduce}\``,
    ),
  ];
}
