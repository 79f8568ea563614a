import { closeSync, openSync, writeSync } from "node:fs";
import { type Clock, systemClock } from "../../domain/clock.ts";
import type { FactLog, FactReader } from "../../journal/fact-log.ts";
import { encodeFact } from "../../journal/ndjson.ts";
import { UsageError } from "../errors.ts";
import { isSystemError, systemReason } from "../system-error.ts";
import { refuseUnwritable } from "./files.ts";

/** A journal file that is written during the run, so that a run that is killed leaves its facts. */
export interface JournalWriter {
  /** Writes the facts of a run as they are recorded. The function returned writes the rest and stops. */
  follow(journal: FactLog): () => void;
  /** @throws UsageError if something could not be written: a full disk does not stop a run, and its report comes first. */
  close(): void;
}

/** At most this much is lost when the process is killed. Writing many facts at a time costs a busy run nothing. */
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

/** @throws any other error, which is a bug. */
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
