import type { Fact } from "../domain/fact.ts";
import { shapes } from "./fact-shapes.ts";
import { isRecord, type Unread, wrongField } from "./field-types.ts";

/**
 * Facts to and from NDJSON: one JSON object per line. A journal may hold several runs, each beginning with its `run-started`. Reading is
 * strict, because a verdict rests on it: a line that is not a fact is an error, never skipped.
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

/** A line that is not JSON. If it is the last one and has no line end, the writer was killed while writing it. */
export class NotJsonError extends JournalError {
  constructor(line: number) {
    super(line, "this line is not JSON");
    this.name = "NotJsonError";
  }
}

/** The version of the journal format. */
const JOURNAL_FORMAT = 3;

/** One fact as a line, with its line end. */
export function encodeFact(fact: Fact): string {
  return `${JSON.stringify(fact)}\n`;
}

/** The fact on line number `line`. @throws JournalError if the line is not a fact. */
export function decodeFact(text: string, line: number): Fact {
  const value = parse(text, line);
  if (!isRecord(value)) throw new JournalError(line, "a fact must be a JSON object");
  const { kind } = value;
  if (!isKind(kind)) throw new JournalError(line, `unknown kind of fact: ${JSON.stringify(kind) ?? "(none)"}`);
  if (kind === "run-started") refuseOtherFormats(value, line);
  // Exactly one of the two is null.
  const { signal, limitMs } = value;
  const isNeither = kind === "interrupted" && (signal === null) === (limitMs === null);
  const wrong = wrongField(value, shapes[kind]) ?? (isNeither ? "signal" : undefined);
  if (wrong !== undefined) throw new JournalError(line, `${kind}: field ${wrong} is missing or has the wrong type`);
  return value as unknown as Fact;
}

/** Checked before the fields, because another format has other fields. */
function refuseOtherFormats({ format }: Unread, line: number): void {
  if (typeof format !== "number" || format === JOURNAL_FORMAT) return;
  const way = format < JOURNAL_FORMAT ? "run the scenario again" : "update chaos-payout";
  throw new JournalError(
    line,
    `this journal has format ${format}, and this version reads format ${JOURNAL_FORMAT}: ${way}`,
  );
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
