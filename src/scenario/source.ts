import type { LineCounter } from "yaml";
import { codeFrame, type Problem } from "./problem.ts";

/** A text that values come from: a file, or the value of an option. */
export interface Source {
  /** What problems call it: the file as the reader named it, or the option as it was given. */
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
  /** For an option: the scenario file that it was given for. */
  readonly optionFor?: string | undefined;
}

/** Something wrong with a source: at an offset in its text, in UTF-16 units, or with the whole text where that is null. */
export interface SourceError extends Pick<Problem, "message" | "suggestion" | "known"> {
  readonly source: Source;
  readonly offset: number | null;
}

/** An error as the reader sees it. */
export function problemOf({ source, offset, ...rest }: SourceError): Problem {
  const { file, optionFor } = source;
  if (optionFor !== undefined) return { file: optionFor, option: file, line: 1, column: 1, ...rest, frame: "" };
  if (offset === null) return { file, line: 1, column: 1, ...rest, frame: "" };
  const { line, col } = source.lines.linePos(offset);
  const rows = source.text.replace(/\r?\n$/, "").split(/\r?\n/);
  return { file, line, column: col, ...rest, frame: codeFrame(rows, line, col) };
}
