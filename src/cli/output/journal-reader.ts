import { createReadStream } from "node:fs";
import type { Fact } from "../../domain/fact.ts";
import { counted, formatInteger } from "../../domain/format.ts";
import { createFactLog, type FactLog } from "../../journal/fact-log.ts";
import { decodeFact, JournalError, NotJsonError } from "../../journal/ndjson.ts";
import { UsageError } from "../errors.ts";
import { type FileKind, fileKind, isSystemError, systemReason } from "../system-error.ts";
import { isOpenDescriptor } from "./files.ts";

/**
 * The runs of a journal file, in order. A truncated last line is left out, because its writer was killed: that run has no end.
 * @throws UsageError with file and line when it is not a journal.
 */
export async function readJournal(file: string): Promise<readonly FactLog[]> {
  const runs: FactLog[] = [];
  try {
    for await (const lines of journalLines(file)) {
      for (const { text, number, isWhole } of lines) {
        const fact = isWhole || runs.length === 0 ? decodeFact(text, number) : factUnlessTruncated(text, number);
        if (fact === undefined) continue;
        if (fact.kind === "run-started") runs.push(createFactLog());
        const run = runs.at(-1);
        if (run === undefined) throw new JournalError(number, "a journal must start with the fact run-started");
        run.record(fact);
      }
    }
  } catch (error) {
    if (error instanceof JournalError) throw new UsageError(`${file}:${error.line}: ${error.message}`);
    throw error;
  }
  if (runs.length === 0)
    throw new UsageError(`${file} is empty: it is not a journal, or its run was killed before it started`);
  return runs;
}

function factUnlessTruncated(text: string, line: number): Fact | undefined {
  try {
    return decodeFact(text, line);
  } catch (error) {
    if (error instanceof NotJsonError) return undefined;
    throw error;
  }
}

interface JournalLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** False for a last line without a line break: its writer may have been killed while writing it. */
  readonly isWhole: boolean;
}

/** No fact is as long. A file without a line break in this many characters is not a journal, and may have no end. */
const MAX_LINE_CHARACTERS = 8_000_000;

/** A few empty lines can come from concatenating files. */
const MAX_EMPTY_LINES = 1_000;

/**
 * The lines of a journal file in batches, without the empty ones. Unlike Node's readline, it breaks lines at a line feed only: JSON allows
 * other line separators inside a string. @throws JournalError for what cannot be a journal, UsageError for what cannot be read.
 */
async function* journalLines(file: string): AsyncGenerator<readonly JournalLine[]> {
  let [rest, number, empty] = ["", 0, 0];
  const line = (text: string, isWhole: boolean): JournalLine[] => {
    number += 1;
    if (text.length > MAX_LINE_CHARACTERS) throw tooLong(number);
    const bare = text.endsWith("\r") ? text.slice(0, -1) : text;
    if (bare !== "") return [{ text: bare, number, isWhole }];
    empty += 1;
    if (empty > MAX_EMPTY_LINES)
      throw new JournalError(number, `not a journal: more than ${counted(MAX_EMPTY_LINES, "empty line")}`);
    return [];
  };
  for await (const chunk of chunksOf(file)) {
    const texts = (rest + chunk).split("\n");
    rest = texts.pop() ?? "";
    if (rest.length > MAX_LINE_CHARACTERS) throw tooLong(number + texts.length + 1);
    yield texts.flatMap((text) => line(text, true));
  }
  if (rest !== "") yield line(rest, false);
}

function tooLong(number: number): JournalError {
  return new JournalError(
    number,
    `not a journal: a line of more than ${formatInteger(MAX_LINE_CHARACTERS)} characters`,
  );
}

async function* chunksOf(file: string): AsyncGenerator<string> {
  try {
    refuseEndless(file, fileKind(file));
    for await (const chunk of createReadStream(file, { encoding: "utf8" })) yield String(chunk);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError(`cannot read the journal ${file}: ${systemReason(error)}`);
  }
}

const kindNames = { folder: "a folder", pipe: "a named pipe", other: "not a file" } as const;

/** Terminals, devices such as /dev/urandom, and named pipes without a writer have no end. */
function refuseEndless(file: string, kind: FileKind | undefined): void {
  if (kind === undefined) throw new UsageError(`there is no journal ${file}`);
  if (kind === "file" || (kind === "pipe" && isOpenDescriptor(file))) return;
  throw new UsageError(`${file} is ${kindNames[kind]}: name a file that \`run --journal\` wrote`);
}
