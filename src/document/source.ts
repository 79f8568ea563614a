import type { LineCounter } from "yaml";
import { codeFrame, type Problem } from "./problem.ts";

/** What messages call a kind of file, and what it holds one of: a `service file` holds one `service`. */
export interface Subject {
  readonly noun: string;
  readonly holds: string;
}

/** The text of a file, or the value of an option. */
export interface Source {
  readonly subject: Subject;
  /** The name of the file, or the option as given. */
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
  /** The file that an option was given for. */
  readonly optionFor?: string | undefined;
}

/** An error at an offset, in UTF-16 units, or in the whole text where the offset is null. */
export interface SourceError extends Pick<Problem, "message" | "suggestion" | "known"> {
  readonly source: Source;
  readonly offset: number | null;
}

/** An error with its line, its column and the lines around it. */
export function problemOf({ source, offset, ...rest }: SourceError): Problem {
  const { file, optionFor } = source;
  if (optionFor !== undefined) return { file: optionFor, option: file, line: 1, column: 1, ...rest, frame: "" };
  if (offset === null) return { file, line: 1, column: 1, ...rest, frame: "" };
  const { line, col } = source.lines.linePos(offset);
  const rows = source.text.replace(/\r?\n$/, "").split(/\r?\n/);
  return { file, line, column: col, ...rest, frame: codeFrame(rows, line, col) };
}

/**
 * Errors as problems, by file and place, those of the command line last. A value behind an alias is checked, but not reported, many times.
 * `files` has the order of the files.
 */
export function problemsOf(errors: readonly SourceError[], files: readonly string[]): readonly Problem[] {
  const once = new Map(
    errors
      .map(problemOf)
      .map((each) => [`${each.option ?? each.file}:${each.line}:${each.column} ${each.message}`, each]),
  );
  const rank = ({ file, option }: Problem) => (option === undefined ? files.indexOf(file) : files.length);
  return [...once.values()].sort((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column);
}
