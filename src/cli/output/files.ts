import { realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "../errors.ts";
import { isSystemError, reason } from "../system-error.ts";

/** Refuses a file that cannot be written, before anything is run of which it is to tell. `flag` is what asked for it. @throws UsageError */
export function refuseUnwritable(flag: string, file: string): void {
  const found = foundAt(flag, file);
  if (found === undefined) {
    const folder = dirname(file);
    if (foundAt(flag, folder) === undefined) {
      throw new UsageError(`${flag}: there is no folder ${folder}: make it first`);
    }
    return;
  }
  if (found.isDirectory()) throw new UsageError(`${flag}: ${file} is a folder: name a file in it`);
  // Opening a named pipe waits for somebody who reads it, maybe without end; one that the shell made has its reader.
  if (found.isFIFO() && !isOfProcess(file)) {
    throw new UsageError(
      `${flag}: ${file} is a named pipe: name a file, or let the shell make the pipe, as in >(command)`,
    );
  }
}

/** What is in the place; undefined for nothing. */
function foundAt(flag: string, file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (isSystemError(error)) throw new UsageError(`${flag}: ${file} cannot be written: ${reason(error)}`);
    throw error;
  }
}

/** Whether a path names an open file of this process, such as /dev/stdin, or /dev/fd/63, which is what a shell makes of <(command). */
export function isOfProcess(file: string): boolean {
  return /^\/(?:dev\/(?:fd\/|std(?:in|out|err)$)|proc\/[^/]+\/fd\/)/.test(file);
}

/** What a file is told from others by: one file can have several names, as links do. A file that is not there yet is its name in its folder. */
export function placeOf(file: string): string {
  try {
    const { dev, ino } = statSync(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return pathOf(file);
  }
}

function pathOf(file: string): string {
  try {
    return join(realpathSync(dirname(file)), basename(file));
  } catch {
    return resolve(file);
  }
}

/** Whether writing to a file leaves what was written to it before: so it is with terminals, pipes and /dev/null. */
export function keepsNothing(file: string): boolean {
  try {
    return !statSync(file).isFile();
  } catch {
    return false;
  }
}
