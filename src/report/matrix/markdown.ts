import type { Matrix, MatrixCell } from "../../domain/matrix.ts";
import { findingCodes } from "../../explain/finding-codes.ts";
import { findingTexts } from "../../explain/findings.ts";
import { duration } from "../figures.ts";
import { cellWords, countOf, documentedText, foundText } from "./cell.ts";

/** The matrix for a comment or a page: the table, what its letters mean, and what differs. */
export function matrixMarkdown({ strategies, columns, cells, durationMs }: Matrix): string {
  const { differing, all } = countOf(cells);
  const cellAt = (strategy: string, fault: string) =>
    cells.find((cell) => cell.strategy === strategy && cell.fault === fault);
  const row = (words: readonly string[]) => `| ${words.join(" | ")} |`;
  const lines = [
    row(["strategy", ...columns.map(({ fault }) => fault)]),
    row(["---", ...columns.map(() => "---")]),
    ...strategies.map((strategy) =>
      row([`\`${strategy}\``, ...columns.map(({ fault }) => cellText(cellAt(strategy, fault)))]),
    ),
    "",
    ...columns.map(({ fault, title, scenario }) => `* **${fault}** ${title} (\`${scenario}\`)`),
    "",
    ...codesIn(cells).map(([kind, code]) => `* **${code}** \`${kind}\`: ${findingTexts[kind].is}`),
    "",
    differing.length === 0
      ? `All ${all} cells are as documented. ${duration(durationMs)}.`
      : `**${differing.length} of ${all} cells are not as documented.**`,
    ...differing.map(
      (cell) =>
        `* \`${cell.strategy}\` × ${cell.fault}: documented ${documentedText(cell)}, measured ${foundText(cell.measured)}. Again: \`${cell.again}\``,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function cellText(cell: MatrixCell | undefined): string {
  if (cell === undefined) return "";
  const text = cellWords(cell).join(" ");
  return cell.measured.verdict === "balanced" ? text : `**${text}**`;
}

/** The kinds that were found anywhere, with their codes, in the order of reports. */
export function codesIn(cells: readonly MatrixCell[]): readonly [keyof typeof findingCodes, string][] {
  const found = new Set(cells.flatMap(({ measured }) => measured.findings.map(({ kind }) => kind)));
  const codes = Object.entries(findingCodes) as [keyof typeof findingCodes, string][];
  return codes.filter(([kind]) => found.has(kind));
}
