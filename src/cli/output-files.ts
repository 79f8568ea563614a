import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "./usage-error.ts";

/** The files that a command writes, and those that it reads, as they were named. */
export interface OutputFiles {
  readonly choices: readonly { readonly name: string; readonly file: string | undefined }[];
  readonly journal?: string | undefined;
  readonly read: readonly string[];
}

/**
 * Refuses to write a journal and a report into one file, or either of them over a file that is read. Two reports in one file are refused
 * where they are named. @throws UsageError
 */
export function refuseOverwriting({ choices, journal, read }: OutputFiles): void {
  const written = choices.flatMap(({ name, file }) =>
    file === undefined ? [] : [{ flag: `--reporter ${name}`, file }],
  );
  if (journal !== undefined && !isDevice(journal)) {
    const both = written.find(({ file }) => placeOf(file) === placeOf(journal));
    if (both !== undefined) {
      throw new UsageError(`${both.flag} and --journal cannot both go to ${both.file}: name two files`);
    }
    written.push({ flag: "--journal", file: journal });
  }
  const sources = new Set(read.map(placeOf));
  const over = written.find(({ file }) => !isDevice(file) && sources.has(placeOf(file)));
  if (over !== undefined) {
    throw new UsageError(`${over.flag} would overwrite ${over.file}, which is read: name another file`);
  }
}

function isDevice(file: string): boolean {
  return file.startsWith("/dev/");
}

/** One file can have several names. */
function placeOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
}
