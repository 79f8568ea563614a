import { maskControls } from "../text/strip-controls.ts";

/** What is wrong with a scenario or a service file, and where. */
export interface Problem {
  readonly file: string;
  /** The option with the wrong value, as typed. `file` is then the file it was given for, line and column are 1. */
  readonly option?: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
  /** One sentence without a full stop. */
  readonly message: string;
  /** The word that was probably meant. */
  readonly suggestion?: string;
  /** The valid words, where the message does not list them. */
  readonly known?: readonly string[];
  /** The line with its neighbours and a caret; "" where the problem is the whole file. */
  readonly frame: string;
}

/** How many problems of a file are shown; the rest are counted. */
const SHOWN = 20;

/** The most columns of a frame, even where the terminal is wider or the text is not for one. */
const FRAME_WIDTH = 106;

/** The message with its suggestion, without the place. */
export function problemSentence({ message, suggestion, known = [] }: Problem): string {
  const meant = suggestion === undefined ? "" : `: did you mean "${suggestion}"?`;
  const others = known.length === 0 ? "" : ` (known: ${known.join(", ")})`;
  return `${message}${meant}${others}`;
}

/** A line with place and message, then the frame, cut to `width` columns. There is no line break at the end. */
export function renderProblem(problem: Problem, width = Number.POSITIVE_INFINITY): string {
  const { file, line, column, option } = problem;
  const place = option === undefined ? `${file}:${line}:${column}` : `${option} (${file})`;
  // A file name may contain escape sequences.
  const head = maskControls(`${place}  ${problemSentence(problem)}`);
  return problem.frame === "" ? head : `${head}\n\n${narrowed(problem.frame, width)}`;
}

/** The first 20 problems of a file, and the number of others. */
export function renderProblems(problems: readonly Problem[], width?: number): string {
  const shown = problems.slice(0, SHOWN).map((problem) => renderProblem(problem, width));
  const rest = problems.length - shown.length;
  if (rest > 0) shown.push(`… and ${rest} more ${rest === 1 ? "problem" : "problems"} in ${problems[0]?.file}`);
  return shown.join("\n\n");
}

/** The line at a place with its neighbours, and a caret under the column. Lines and columns count from 1. */
export function codeFrame(lines: readonly string[], line: number, column: number): string {
  const first = Math.max(1, line - 1);
  const last = Math.max(line, Math.min(lines.length, line + 1));
  const width = String(last).length;
  const rows: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const text = maskControls(lines[number - 1] ?? "");
    rows.push(`${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (number === line) rows.push(`  ${" ".repeat(width)} | ${" ".repeat(column - 1)}^`);
  }
  return narrowed(rows.join("\n"), FRAME_WIDTH);
}

/** Cuts a frame to `width` columns, so that the caret stays in sight. */
function narrowed(frame: string, width: number): string {
  const rows = frame.split("\n");
  if (rows.every((row) => row.length <= width)) return frame;
  const gutter = frame.indexOf("|") + 2;
  const caret = (rows.find((row) => /^ +\| *\^$/.test(row))?.length ?? 0) - gutter;
  const room = width - gutter;
  const longest = Math.max(...rows.map((row) => row.length)) - gutter;
  const start = caret <= room - 4 ? 0 : Math.min(caret - Math.floor(room / 2), longest - room);
  return rows
    .map((row) => (row.slice(0, gutter) + row.slice(gutter + start, gutter + start + room)).trimEnd())
    .join("\n");
}
