import { closeSync, createReadStream, existsSync, openSync, type ReadStream, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { systemClock } from "../domain/clock.ts";
import type { Fact } from "../domain/fact.ts";
import { createFactLog, type FactLog, type FactReader } from "../journal/fact-log.ts";
import { decodeFact, encodeFact, JournalError, NotJsonError } from "../journal/ndjson.ts";
import { UsageError } from "./usage-error.ts";

/** A journal file that is written while its runs last, so that a run that is killed leaves its facts. */
export interface JournalFile {
  /** Writes the facts of a run from now on, every second. The answer writes the rest, and stops. */
  follow(journal: FactLog): () => void;
  /** @throws UsageError when something could not be written; a run does not end for that, and its report comes first. */
  close(): void;
}

const EVERY_MS = 1_000;
const FLUSH_CHARACTERS = 1 << 20;

/** Opens a journal file, emptied. @throws UsageError when it cannot be written. */
export function openJournal(file: string): JournalFile {
  const descriptor = openForWriting(file);
  let failure: unknown;
  const writing = (next: FactReader) => () => {
    if (failure !== undefined) return;
    try {
      writeFacts(descriptor, next);
    } catch (error) {
      failure = error;
    }
  };
  return {
    follow(journal) {
      const write = writing(journal.reader());
      const stop = systemClock.every(EVERY_MS, write);
      return () => {
        stop();
        write();
      };
    },
    close() {
      closeSync(descriptor);
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

/** The system may take less than it is given. */
function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

function unwritable(file: string, error: unknown): UsageError {
  return new UsageError(
    `the journal ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
  );
}

function openForWriting(file: string): number {
  if (file === "") throw new UsageError("--journal names no file: give it one, or leave it out");
  if (!existsSync(dirname(file))) {
    throw new UsageError(`--journal ${file}: there is no folder ${dirname(file)}: make it first`);
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--journal ${file}: that is a folder: name a file in it`);
  }
  try {
    return openSync(file, "w");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EACCES")
      throw new UsageError(`--journal ${file}: you may not write there: choose another place`);
    throw unwritable(file, error);
  }
}

/**
 * The runs of a journal file, in order. A last line that is torn is left out, for its writer was killed: that run is one without its end.
 * @throws UsageError with file and line when it is no journal.
 */
export async function readJournal(file: string): Promise<readonly FactLog[]> {
  const runs: FactLog[] = [];
  let number = 0;
  let torn: NotJsonError | undefined;
  const input = createReadStream(file);
  const isEnded = watchLastByte(input);
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (text === "") continue;
      if (torn !== undefined) throw torn;
      const fact = factOrTorn(text, number);
      if (fact instanceof NotJsonError) {
        torn = fact;
        continue;
      }
      if (fact.kind === "run-started") runs.push(createFactLog());
      const run = runs.at(-1);
      if (run === undefined) throw new JournalError(number, "a journal starts with the fact run-started");
      run.record(fact);
    }
    if (torn !== undefined && (isEnded() || runs.length === 0)) throw torn;
  } catch (error) {
    if (error instanceof JournalError) throw new UsageError(`${file}:${error.line}: ${error.message}`);
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new UsageError(`there is no journal ${file}`);
    if (error instanceof Error && "code" in error && error.code === "EISDIR")
      throw new UsageError(`${file} is a folder: name a file that \`run --journal\` wrote`);
    if (error instanceof Error && "code" in error)
      throw new UsageError(`cannot read the journal ${file}: ${error.message}`);
    throw error;
  }
  if (runs.length === 0) throw new UsageError(`${file} is empty: a journal is a file that run --journal wrote`);
  return runs;
}

function factOrTorn(text: string, line: number): Fact | NotJsonError {
  try {
    return decodeFact(text, line);
  } catch (error) {
    if (error instanceof NotJsonError) return error;
    throw error;
  }
}

/** Tells, once all of a file is read, whether its last line has an end; a pipe could not be read a second time to see it. */
function watchLastByte(input: ReadStream): () => boolean {
  let last: number | undefined;
  input.on("data", (chunk) => {
    if (typeof chunk !== "string") last = chunk.at(-1) ?? last;
  });
  return () => last === 10;
}
