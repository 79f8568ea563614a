import type { Document } from "yaml";
import { limits } from "./limits.ts";
import { codeFrame, type Problem } from "./problem.ts";
import { type Fault, readYaml } from "./yaml-text.ts";

/** A text that values come from: a file, or the value of an option. */
export interface Source {
  /** What problems call it: the file as the reader named it, or the option as it was given. */
  readonly file: string;
  readonly text: string;
  readonly lines: { linePos(offset: number): { line: number; col: number } };
  /** For an option: the scenario file that it was given for. */
  readonly optionFor?: string;
}

/** Something wrong with a source: at an offset in its text, or, where that is null, with the whole of it. */
export interface Complaint extends Omit<Fault, "offset"> {
  readonly source: Source;
  readonly offset: number | null;
}

/** A source that was read. Without a document, nothing more can be said of it than the complaints. */
export interface Reading {
  readonly source: Source;
  readonly document: Document.Parsed | undefined;
  /** The document as plain data; null where it is empty, undefined where it is too broken to be read. */
  readonly data: unknown;
  readonly complaints: readonly Complaint[];
}

/** Reads the bytes of a file. Throws nothing, whatever the bytes. */
export function readBytes(bytes: Uint8Array, file: string): Reading {
  if (bytes.byteLength > limits.fileBytes) return unreadable(file, tooLarge());
  try {
    return readText(new TextDecoder("utf-8", { fatal: true }).decode(bytes), file);
  } catch (error) {
    // A decoder that is told to be strict throws a TypeError; anything else is a bug.
    if (
      !(error instanceof TypeError) ||
      (error as NodeJS.ErrnoException).code !== "ERR_ENCODING_INVALID_ENCODED_DATA"
    ) {
      throw error;
    }
    return unreadable(file, "this is not UTF-8 text: a scenario is a YAML file");
  }
}

/** Reads a text. `optionFor` is for the value of an option. Throws nothing, whatever the text. */
export function readText(text: string, file: string, optionFor?: string): Reading {
  if (text.length > limits.fileBytes) return unreadable(file, tooLarge(), optionFor);
  const strange = /[^\P{Cc}\t\n\r\u0085]/u.exec(text)?.[0].charCodeAt(0);
  if (strange !== undefined) {
    const code = strange.toString(16).toUpperCase().padStart(4, "0");
    const what = `this is not a text file, it holds the character U+${code}: a scenario is a YAML file`;
    return unreadable(file, optionFor === undefined ? what : `it holds the character U+${code}`, optionFor);
  }
  const { document, data, faults, lines } = readYaml(text);
  const source = { file, text, lines, ...(optionFor === undefined ? {} : { optionFor }) };
  return { source, document, data, complaints: faults.map((fault) => ({ source, ...fault })) };
}

/** A complaint as the reader is told it. */
export function problemOf({ source, offset, ...rest }: Complaint): Problem {
  const { file, optionFor } = source;
  if (optionFor !== undefined) return { file: optionFor, option: file, line: 1, column: 1, ...rest, frame: "" };
  if (offset === null) return { file, line: 1, column: 1, ...rest, frame: "" };
  const { line, col } = source.lines.linePos(offset);
  const rows = source.text.replace(/\r?\n$/, "").split(/\r?\n/);
  return { file, line, column: col, ...rest, frame: codeFrame(rows, line, col) };
}

function unreadable(file: string, message: string, optionFor?: string): Reading {
  const lines = { linePos: () => ({ line: 1, col: 1 }) };
  const source = { file, text: "", lines, ...(optionFor === undefined ? {} : { optionFor }) };
  return { source, document: undefined, data: undefined, complaints: [{ source, offset: null, message }] };
}

function tooLarge(): string {
  return `the file is larger than ${limits.fileBytes / 1024} KiB, and no scenario needs as much`;
}
