import { closeSync, openSync, writeSync } from "node:fs";
import { type Clock, systemClock } from "../../domain/clock.ts";
import type { Fact } from "../../domain/fact.ts";
import { createFactLog, type FactLog, type FactReader } from "../../journal/fact-log.ts";
import { decodeFact, encodeFact, JournalError, NotJsonError } from "../../journal/ndjson.ts";
import { UsageError } from "../errors.ts";
import { isSystemError, reason } from "../system-error.ts";
import { refuseUnwritable } from "./files.ts";
import { journalLines } from "./journal-reader.ts";

/** A journal file that is written while its runs last, so that a run that is killed leaves its facts. */
export interface JournalFile {
  /** Writes the facts of a run from now on, as they come. The answer writes the rest, and stops. */
  follow(journal: FactLog): () => void;
  /** @throws UsageError when something could not be written; a run does not end for that, and its report comes first. */
  close(): void;
}

/** What a process that is killed may lose. Facts are written many at a time, so a short while costs a busy run nothing. */
const EVERY_MS = 50;
const FLUSH_CHARACTERS = 1 << 20;

/** Opens a journal file, emptied. @throws UsageError when it cannot be written. */
export function openJournal(file: string, clock: Clock = systemClock): JournalFile {
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
      // A file that took no more once has a gap, and is not written any further.
      const write = () => failure === undefined && attempt(() => writeFacts(descriptor, next));
      const stop = clock.every(EVERY_MS, write);
      return () => {
        stop();
        write();
      };
    },
    close() {
      // Some disks say only now that there was no room for what they took.
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

/** The system may take less than it is given. */
function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

/** @throws what is no trouble with the file: a bug. */
function unwritable(file: string, error: unknown): UsageError {
  if (!isSystemError(error)) throw error;
  return new UsageError(`the journal ${file} cannot be written: ${reason(error)}`);
}

function openForWriting(file: string): number {
  if (file === "") throw new UsageError("--journal names no file: give it one, or leave it out");
  refuseUnwritable(`--journal ${file}`, file);
  try {
    return openSync(file, "w");
  } catch (error) {
    if (isSystemError(error) && error.code === "EACCES")
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
  try {
    for await (const lines of journalLines(file)) {
      for (const { text, number, isWhole } of lines) {
        const fact = isWhole || runs.length === 0 ? decodeFact(text, number) : factUnlessTorn(text, number);
        if (fact === undefined) continue;
        if (fact.kind === "run-started") runs.push(createFactLog());
        const run = runs.at(-1);
        if (run === undefined) throw new JournalError(number, "a journal starts with the fact run-started");
        run.record(fact);
      }
    }
  } catch (error) {
    if (error instanceof JournalError) throw new UsageError(`${file}:${error.line}: ${error.message}`);
    throw error;
  }
  if (runs.length === 0)
    throw new UsageError(`${file} is empty: it is no journal, or its run was killed before it began`);
  return runs;
}

function factUnlessTorn(text: string, line: number): Fact | undefined {
  try {
    return decodeFact(text, line);
  } catch (error) {
    if (error instanceof NotJsonError) return undefined;
    throw error;
  }
}
