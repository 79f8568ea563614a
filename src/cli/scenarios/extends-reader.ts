import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { didYouMean } from "../../document/did-you-mean.ts";
import { documentLimits } from "../../document/limits.ts";
import type { ReadBase } from "../../scenario/base-files.ts";
import { fileKind, isSystemError, systemReason } from "../system-error.ts";
import { shownPath, stem } from "./resolve.ts";

/** Reads the files that scenarios extend: a path is relative to the file that contains it. */
export function createBaseReader(cwd: string): ReadBase {
  return (name, from) => {
    const path = resolve(cwd, dirname(from), name);
    const file = shownPath(path, cwd);
    try {
      const kind = fileKind(path);
      if (kind === undefined) return missing(name, path, file, from);
      if (kind === "folder") return { file, problem: `${file} is a folder: name a file in it` };
      if (kind !== "file") return { file, problem: `${file} is not a regular file` };
      return { file, bytes: readLimited(path) };
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return { file, problem: `${file} cannot be read: ${systemReason(error)}` };
    }
  };
}

function missing(name: string, path: string, file: string, from: string) {
  const names = yamlNames(dirname(path));
  const near = names.find((other) => stem(other) === stem(path)) ?? didYouMean(basename(path), names);
  if (near === undefined) {
    return { file, problem: `there is no file ${file}: the path is relative to the folder of ${from}` };
  }
  const suggestion = name.slice(0, name.length - basename(name).length) + near;
  return { file, problem: `there is no file ${file}`, suggestion };
}

/** None if the folder cannot be read: it is only for a suggestion. */
function yamlNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return [];
  }
}

/** The content of a file, up to one byte more than a scenario may have. @throws SystemError */
export function readLimited(path: string): Uint8Array {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(documentLimits.fileBytes + 1);
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
