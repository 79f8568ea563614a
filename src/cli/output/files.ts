import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { orUsageError, UsageError } from "../errors.ts";
import { fileKind, isSystemError } from "../system-error.ts";

/** The files that a command writes and reads, as the user named them. */
export interface OutputFiles {
  readonly choices: readonly { readonly name: string; readonly file: string | undefined }[];
  readonly journal?: string | undefined;
  readonly read: readonly string[];
}

/** Refuses to write a journal and a report to the same file, or either of them over a file that is read. @throws UsageError */
export function refuseOverwriting({ choices, journal, read }: OutputFiles): void {
  const written = choices.flatMap(({ name, file }) =>
    file === undefined ? [] : [{ flag: `--reporter ${name}`, file }],
  );
  if (journal !== undefined && !isStream(journal)) {
    const both = written.find(({ file }) => identityOf(file) === identityOf(journal));
    if (both !== undefined) {
      throw new UsageError(`${both.flag} and --journal cannot both go to ${both.file}: name two files`);
    }
    written.push({ flag: "--journal", file: journal });
  }
  const sources = new Set(read.map(identityOf));
  const over = written.find(({ file }) => !isStream(file) && sources.has(identityOf(file)));
  if (over !== undefined) {
    throw new UsageError(`${over.flag} would overwrite ${over.file}, which is an input: name another file`);
  }
}

/** Refuses, before the run, a file that could not be written after it. `flag` is the option that names it. @throws UsageError */
export function refuseUnwritable(flag: string, file: string): void {
  const kindOf = (path: string) =>
    orUsageError(
      () => fileKind(path),
      (reason) => `${flag}: ${path} cannot be written: ${reason}`,
    );
  const kind = kindOf(file);
  if (kind === undefined) {
    const folder = dirname(file);
    const parent = kindOf(folder);
    if (parent === undefined) throw new UsageError(`${flag}: there is no folder ${folder}: create it first`);
    if (parent !== "folder") throw new UsageError(`${flag}: ${file} cannot be written: not a directory`);
  }
  if (kind === "folder") throw new UsageError(`${flag}: ${file} is a folder: name a file in it`);
  // Opening a named pipe blocks until it has a reader, as one that the shell made has.
  if (kind === "pipe" && !isOpenDescriptor(file)) {
    throw new UsageError(
      `${flag}: ${file} is a named pipe: name a file, or let the shell make the pipe, as in >(command)`,
    );
  }
}

/** Whether a path names a file that this process has open, e.g. /dev/stdin, or /dev/fd/63, as a shell writes <(command). */
export function isOpenDescriptor(file: string): boolean {
  return /^\/(?:dev\/(?:fd\/|std(?:in|out|err)$)|proc\/[^/]+\/fd\/)/.test(file);
}

/** Device and inode, because links give a file several names; of a new file, its path. */
export function identityOf(file: string): string {
  const found = unlessSystemError(() => statSync(file, { bigint: true }));
  if (found !== undefined) return `${found.dev}:${found.ino}`;
  const folder = dirname(file);
  return join(unlessSystemError(() => realpathSync(folder)) ?? resolve(folder), basename(file));
}

/** Whether a file does not keep what is written to it: a terminal, a pipe, /dev/null. */
export function isStream(file: string): boolean {
  return !["file", undefined].includes(unlessSystemError(() => fileKind(file)));
}

function unlessSystemError<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}
