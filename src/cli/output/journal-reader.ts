import { createReadStream, statSync } from "node:fs";
import { formatInteger } from "../../domain/format.ts";
import { JournalError } from "../../journal/ndjson.ts";
import { UsageError } from "../errors.ts";
import { isSystemError, reason } from "../system-error.ts";
import { isOfProcess } from "./files.ts";

/** A line of a journal file. */
export interface JournalLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** False for a last line without a line break: its writer may have been killed in the middle of it. */
  readonly isWhole: boolean;
}

/** No fact is as long, and what has no line break in as much is no journal, and may have no end at all. */
const LONGEST_LINE = 8_000_000;

/** Empty lines are no facts; a few may have come in when files were put together. */
const MOST_EMPTY = 1_000;

/**
 * The lines of a journal file, those without anything left out, in lists as they are read. Unlike those of Node's readline, they end at a
 * line feed only: JSON allows other characters that look like the end of a line within a text.
 * @throws JournalError for what cannot be a journal, UsageError for what cannot be read.
 */
export async function* journalLines(file: string): AsyncGenerator<readonly JournalLine[]> {
  let [rest, number, empty] = ["", 0, 0];
  const line = (text: string, isWhole: boolean): JournalLine[] => {
    number += 1;
    if (text.length > LONGEST_LINE) throw tooLong(number);
    const bare = text.endsWith("\r") ? text.slice(0, -1) : text;
    if (bare !== "") return [{ text: bare, number, isWhole }];
    empty += 1;
    if (empty > MOST_EMPTY)
      throw new JournalError(number, `this is empty line number ${formatInteger(empty)}: this is no journal`);
    return [];
  };
  for await (const chunk of chunksOf(file)) {
    const texts = (rest + chunk).split("\n");
    rest = texts.pop() ?? "";
    if (rest.length > LONGEST_LINE) throw tooLong(number + texts.length + 1);
    yield texts.flatMap((text) => line(text, true));
  }
  if (rest !== "") yield line(rest, false);
}

function tooLong(number: number): JournalError {
  return new JournalError(
    number,
    `this line has more than ${formatInteger(LONGEST_LINE)} characters, and no fact has as many`,
  );
}

async function* chunksOf(file: string): AsyncGenerator<string> {
  try {
    refuseDevice(file);
    for await (const chunk of createReadStream(file, { encoding: "utf8" })) yield String(chunk);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === "ENOENT") throw new UsageError(`there is no journal ${file}`);
    throw new UsageError(`cannot read the journal ${file}: ${reason(error)}`);
  }
}

/** A terminal, a device such as /dev/urandom and a named pipe that nobody writes to have no end. */
function refuseDevice(file: string): void {
  const found = statSync(file);
  if (found.isFile() || (found.isFIFO() && isOfProcess(file))) return;
  const is = found.isDirectory() ? "a folder" : found.isFIFO() ? "a named pipe" : "no file";
  throw new UsageError(`${file} is ${is}: name a file that \`run --journal\` wrote`);
}
