import { UsageError } from "./errors.ts";
import { keepsNothing, placeOf } from "./output/files.ts";

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
  if (journal !== undefined && !keepsNothing(journal)) {
    const both = written.find(({ file }) => placeOf(file) === placeOf(journal));
    if (both !== undefined) {
      throw new UsageError(`${both.flag} and --journal cannot both go to ${both.file}: name two files`);
    }
    written.push({ flag: "--journal", file: journal });
  }
  const sources = new Set(read.map(placeOf));
  const over = written.find(({ file }) => !keepsNothing(file) && sources.has(placeOf(file)));
  if (over !== undefined) {
    throw new UsageError(`${over.flag} would overwrite ${over.file}, which is read: name another file`);
  }
}
