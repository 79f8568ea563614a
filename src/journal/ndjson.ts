import type { Fact } from "../domain/fact.ts";
import { shapes } from "./fact-shapes.ts";
import { isRecord, type Unread, wrongField } from "./field-types.ts";
import { areDoubts, areUnfinished } from "./union-shapes.ts";

/**
 * Facts to and from NDJSON: one JSON object a line, in order. A journal file may hold several runs, one after the other; each
 * begins with its `run-started`. Reading is strict, because a judgement rests on it: a line that is no fact is an error with its
 * number, never skipped.
 */

/** A line of a journal that is not a fact. */
export class JournalError extends Error {
  /** Counted from 1. */
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.name = "JournalError";
    this.line = line;
  }
}

/** A line that is not even JSON: where it is the last one and has no end, whoever wrote it was killed in the middle of it. */
export class NotJsonError extends JournalError {
  constructor(line: number) {
    super(line, "this line is not JSON");
    this.name = "NotJsonError";
  }
}

/** The version of the form of a journal that is written and read here. */
const JOURNAL_FORMAT = 2;

/** One fact as a line, with its line end. */
export function encodeFact(fact: Fact): string {
  return `${JSON.stringify(fact)}\n`;
}

/** The fact of one line, which is number `line` of its file. @throws JournalError when the line is not a fact. */
export function decodeFact(text: string, line: number): Fact {
  const value = parse(text, line);
  if (!isRecord(value)) throw new JournalError(line, "a fact must be a JSON object");
  const { kind } = value;
  if (!isKind(kind)) throw new JournalError(line, `unknown kind of fact: ${JSON.stringify(kind) ?? "(none)"}`);
  if (kind === "run-started") refuseOtherFormats(value, line);
  const wrong = wrongField(value, shapes[kind]) ?? wrongUnion(kind, value);
  if (wrong !== undefined) {
    throw new JournalError(line, `${kind}: field ${wrong} is missing or has the wrong type`);
  }
  return value as unknown as Fact;
}

/** The fields of another format are other fields, so this comes before they are looked at. */
function refuseOtherFormats({ format }: Unread, line: number): void {
  if (typeof format !== "number" || format === JOURNAL_FORMAT) return;
  const way = format < JOURNAL_FORMAT ? "run the scenario again" : "update chaos-payout";
  throw new JournalError(
    line,
    `this journal has format ${format}, and this version reads format ${JOURNAL_FORMAT}: ${way}`,
  );
}

/** What the types of single fields do not tell: unions, and that exactly one of two fields is null. */
function wrongUnion(kind: Fact["kind"], { doubts, unfinished, signal, limitMs }: Unread): string | undefined {
  if (kind === "run-started" && !areDoubts(doubts)) return "doubts";
  if (kind === "interrupted" && (signal === null) === (limitMs === null)) return "signal";
  return kind === "drained" && !areUnfinished(unfinished) ? "unfinished" : undefined;
}

function parse(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotJsonError(line);
  }
}

function isKind(value: unknown): value is Fact["kind"] {
  return typeof value === "string" && Object.hasOwn(shapes, value);
}
