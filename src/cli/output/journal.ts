import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import { type Clock, systemClock } from "../../domain/clock.ts";
import type { Fact } from "../../domain/fact.ts";
import { counted, formatInteger } from "../../domain/format.ts";
import { createFactLog, type FactLog, type FactReader } from "../../journal/fact-log.ts";
import { decodeFact, encodeFact, JournalError, NotJsonError } from "../../journal/ndjson.ts";
import { UsageError } from "../errors.ts";
import { fileKind, isSystemError, systemReason } from "../system-error.ts";
import { isOpenDescriptor, refuseUnwritable } from "./files.ts";

/** A journal file that is written during the run, so that a killed run leaves its facts. */
export interface JournalWriter {
  /** Writes the facts of a run as they are recorded; returns a function that writes the rest and stops. */
  follow(journal: FactLog): () => void;
  /** @throws UsageError if something could not be written. A full disk does not stop a run. */
  close(): void;
}

/** A kill loses at most this much. */
const EVERY_MS = 50;
const FLUSH_CHARACTERS = 1 << 20;

/** Opens a journal file, and truncates it. @throws UsageError when it cannot be written. */
export function openJournal(file: string, clock: Clock = systemClock): JournalWriter {
  const descriptor = openForWriting(file);
  let failure: unknown;
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      failure ??= error;
    }
  };
  return {
    follow(journal) {
      const next = journal.reader();
      // After a failed write there is a gap, so nothing more is written.
      const write = () => failure === undefined && attempt(() => writeFacts(descriptor, next));
      const stop = clock.every(EVERY_MS, write);
      return () => {
        stop();
        write();
      };
    },
    close() {
      // Some file systems report only now that there was no room.
      attempt(() => closeSync(descriptor));
      if (failure !== undefined) throw unwritable(file, failure);
    },
  };
}

function writeFacts(descriptor: number, next: FactReader): void {
  let text = "";
  for (let fact = next(); fact !== undefined; fact = next()) {
    text += encodeFact(fact);
    if (text.length < FLUSH_CHARACTERS) continue;
    writeWhole(descriptor, text);
    text = "";
  }
  writeWhole(descriptor, text);
}

/** The system may write less than it is given. */
function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

function unwritable(file: string, error: unknown): UsageError {
  if (!isSystemError(error)) throw error;
  return new UsageError(`the journal ${file} cannot be written: ${systemReason(error)}`);
}

function openForWriting(file: string): number {
  if (file === "") throw new UsageError("--journal needs the name of a file");
  refuseUnwritable(`--journal ${file}`, file);
  try {
    return openSync(file, "w");
  } catch (error) {
    if (isSystemError(error) && error.code === "EACCES")
      throw new UsageError(`--journal ${file}: permission denied: choose another place`);
    throw unwritable(file, error);
  }
}

/**
 * Reads the runs of a journal file. It skips a truncated last line, which a killed writer leaves.
 * @throws UsageError with file and line if it is not a journal.
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
  /** False for a last line without a line break, which may be truncated. */
  readonly isWhole: boolean;
}

/** No fact is this long. A file with a longer line is not a journal, and may be endless. */
const MAX_LINE_CHARACTERS = 8_000_000;

/** A few empty lines can come from concatenating files. */
const MAX_EMPTY_LINES = 1_000;

/**
 * The non-empty lines of a journal file, in batches. Node's readline would also break lines at separators that JSON allows inside a string.
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

function tooLong(line: number): JournalError {
  return new JournalError(line, `not a journal: a line of more than ${formatInteger(MAX_LINE_CHARACTERS)} characters`);
}

async function* chunksOf(file: string): AsyncGenerator<string> {
  try {
    refuseEndless(file);
    for await (const chunk of createReadStream(file, { encoding: "utf8" })) yield String(chunk);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError(`cannot read the journal ${file}: ${systemReason(error)}`);
  }
}

const kindNames = { folder: "a folder", pipe: "a named pipe", other: "not a file" } as const;

/** Terminals, devices such as /dev/urandom, and named pipes without a writer have no end. */
function refuseEndless(file: string): void {
  const kind = fileKind(file);
  if (kind === undefined) throw new UsageError(`there is no journal ${file}`);
  if (kind === "file" || (kind === "pipe" && isOpenDescriptor(file))) return;
  throw new UsageError(`${file} is ${kindNames[kind]}: name a file that \`run --journal\` wrote`);
}
