import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, relative, resolve } from "node:path";
import type { ReadBase } from "../../scenario/base-files.ts";
import { didYouMean } from "../../scenario/did-you-mean.ts";
import { limits } from "../../scenario/limits.ts";
import { reason } from "../system-error.ts";

/** Reads the files that scenarios extend: a path counts from the folder of the file that names it. */
export function baseReader(cwd: string): ReadBase {
  return (name, from) => {
    const path = resolve(cwd, dirname(from), name);
    const file = shownPath(path, cwd);
    try {
      const found = statSync(path);
      if (found.isDirectory()) return { file, problem: `${file} is a folder: name a file in it` };
      // Only files: a named pipe would be waited for without end.
      if (!found.isFile()) return { file, problem: `${file} is no file that can be read` };
      return { file, bytes: readFrom(path) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ENOTDIR") return { file, problem: `${file} cannot be read: ${reason(error)}` };
      return missing(name, path, file, from);
    }
  };
}

function missing(name: string, path: string, file: string, from: string) {
  const meant = near(name, path);
  const way = meant.suggestion === undefined ? `: the path counts from the folder of ${from}` : "";
  return { file, problem: `there is no file ${file}${way}`, ...meant };
}

/** The file of the same folder that was probably meant, as the scenario would write it. */
function near(name: string, path: string): { readonly suggestion?: string } {
  const names = yamlNames(dirname(path));
  const stem = (file: string) => file.replace(/\.ya?ml$/, "");
  const wanted = basename(path);
  const meant = names.find((each) => stem(each) === stem(wanted)) ?? didYouMean(wanted, names);
  return meant === undefined ? {} : { suggestion: name.slice(0, name.length - basename(name).length) + meant };
}

function yamlNames(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  } catch {
    // Where there is no folder, or none that may be read, there is nothing to suggest.
    return [];
  }
}

/** The content of a file, up to one byte more than a scenario may have. @throws what Node throws */
export function readFrom(path: string): Uint8Array {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(limits.fileBytes + 1);
    let length = 0;
    for (;;) {
      const read = readSync(file, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0 || length === buffer.length) return buffer.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

/** A path as reports and problems call it: from the working folder, or absolute outside of it. */
export function shownPath(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near.startsWith("..") || isAbsolute(near) ? path : near;
}
