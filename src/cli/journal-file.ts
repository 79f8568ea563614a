import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { createFactLog, type FactLog } from "../journal/fact-log.ts";
import { decodeFact, encodeFact, JournalError } from "../journal/ndjson.ts";
import { UsageError } from "./usage-error.ts";

/** A journal file that is written run by run. */
export interface JournalFile {
  append(journal: FactLog): void;
  close(): void;
}

const FLUSH_CHARACTERS = 1 << 20;

/** Opens a journal file, emptied. @throws UsageError when it cannot be written. */
export function openJournal(file: string): JournalFile {
  const descriptor = openForWriting(file);
  return {
    append(journal) {
      let text = "";
      for (const fact of journal) {
        text += encodeFact(fact);
        if (text.length < FLUSH_CHARACTERS) continue;
        writeSync(descriptor, text);
        text = "";
      }
      writeSync(descriptor, text);
    },
    close: () => closeSync(descriptor),
  };
}

function openForWriting(file: string): number {
  try {
    return openSync(file, "w");
  } catch (error) {
    throw new UsageError(`cannot write the journal ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The runs of a journal file, in order. @throws UsageError with file and line when it is no journal. */
export async function readJournal(file: string): Promise<readonly FactLog[]> {
  const runs: FactLog[] = [];
  let number = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (text === "") continue;
      const fact = decodeFact(text, number);
      if (fact.kind === "run-started") runs.push(createFactLog());
      const run = runs.at(-1);
      if (run === undefined) throw new JournalError(number, "a journal starts with the fact run-started");
      run.record(fact);
    }
  } catch (error) {
    if (error instanceof JournalError) throw new UsageError(`${file}:${error.line}: ${error.message}`);
    if (error instanceof Error && "code" in error)
      throw new UsageError(`cannot read the journal ${file}: ${error.message}`);
    throw error;
  }
  if (runs.length === 0) throw new UsageError(`${file} is empty: a journal is a file that run --journal wrote`);
  return runs;
}
