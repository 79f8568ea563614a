import { maskControls } from "../text/strip-controls.ts";

/**
 * What is wrong with a scenario file: one plain sentence, the place, and the lines around it with a caret, as compilers do it.
 */
export interface Problem {
  /** The file as the reader named it. */
  readonly file: string;
  /** The option that gave the wrong value, as it was typed. `file` is then the scenario it was given for, line and column are 1. */
  readonly option?: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
  /** One sentence in plain words, without a full stop. */
  readonly message: string;
  /** The word that was probably meant. */
  readonly suggestion?: string;
  /** The words that could have been meant, where the message does not name them. */
  readonly known?: readonly string[];
  /** The line with its neighbours and a caret; "" where the file as a whole is the problem. */
  readonly frame: string;
}

/** Problems shown of one file; the rest are counted. */
const SHOWN = 20;

/** The most of a long line that a frame shows, in characters. */
const FRAME_WIDTH = 100;

/** What is wrong in one sentence, with the word that was probably meant, and without the place. */
export function problemSentence({ message, suggestion, known = [] }: Problem): string {
  const meant = suggestion === undefined ? "" : `: did you mean "${suggestion}"?`;
  const others = known.length === 0 ? "" : ` (known: ${known.join(", ")})`;
  return `${message}${meant}${others}`;
}

/** One problem as text: a first line with place and message, then the frame, in `width` columns. Without a line break at its end. */
export function renderProblem(problem: Problem, width = Number.POSITIVE_INFINITY): string {
  const { file, line, column, option } = problem;
  const place = option === undefined ? `${file}:${line}:${column}` : `${option} (${file})`;
  // Names of files are whatever somebody called them, and may hold what moves the cursor.
  const head = maskControls(`${place}  ${problemSentence(problem)}`);
  return problem.frame === "" ? head : `${head}\n\n${narrowed(problem.frame, width)}`;
}

/** All problems of a file, in their order, an empty line between them; past the first 20 they are only counted. */
export function renderProblems(problems: readonly Problem[], width?: number): string {
  const shown = problems.slice(0, SHOWN).map((problem) => renderProblem(problem, width));
  const rest = problems.length - shown.length;
  if (rest > 0) shown.push(`… and ${rest} more ${rest === 1 ? "problem" : "problems"} in ${problems[0]?.file}`);
  return shown.join("\n\n");
}

/** The line at a place, the one before and the one after, with a caret under the column. Lines and columns count from 1. */
export function codeFrame(lines: readonly string[], line: number, column: number): string {
  const first = Math.max(1, line - 1);
  const last = Math.max(line, Math.min(lines.length, line + 1));
  // A long line, as in JSON without line breaks, is cut so that the caret stays in sight.
  const start = column <= FRAME_WIDTH - 20 ? 0 : column - Math.floor(FRAME_WIDTH / 2);
  const width = String(last).length;
  const rows: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const text = maskControls(lines[number - 1] ?? "").slice(start, start + FRAME_WIDTH);
    rows.push(`${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (number === line) rows.push(`  ${" ".repeat(width)} | ${" ".repeat(column - 1 - start)}^`);
  }
  return rows.join("\n");
}

/** A frame in `width` columns: of longer lines a stretch around the caret is left, the same of each. */
function narrowed(frame: string, width: number): string {
  const rows = frame.split("\n");
  if (rows.every((row) => row.length <= width)) return frame;
  const gutter = frame.indexOf("|") + 2;
  const caret = (rows.find((row) => row.endsWith("^"))?.length ?? 0) - gutter;
  const room = width - gutter;
  const longest = Math.max(...rows.map((row) => row.length)) - gutter;
  const start = caret <= room - 4 ? 0 : Math.min(caret - Math.floor(room / 2), longest - room);
  return rows
    .map((row) => (row.slice(0, gutter) + row.slice(gutter + start, gutter + start + room)).trimEnd())
    .join("\n");
}
