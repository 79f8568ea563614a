import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const CHUNK_BYTES = 1 << 16;

/** A file of lines that another process is still writing. */
export interface ResultsFile {
  /** The lines that were finished since it was last read; none while there is no file. */
  read(): readonly string[];
  /** What stands after the last finished line: half a line, or "". */
  rest(): string;
  close(): void;
}

/** Follows a file from its beginning. */
export function followResults(path: string): ResultsFile {
  let file: number | undefined;
  let at = 0;
  let rest = Buffer.alloc(0);
  const buffer = Buffer.alloc(CHUNK_BYTES);
  const open = () => {
    try {
      return openSync(path, "r");
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  return {
    read() {
      file ??= open();
      if (file === undefined) return [];
      const lines: string[] = [];
      while (at < fstatSync(file).size) {
        const bytes = readSync(file, buffer, 0, CHUNK_BYTES, at);
        if (bytes === 0) break;
        at += bytes;
        rest = Buffer.concat([rest, buffer.subarray(0, bytes)]);
        const end = rest.lastIndexOf(10);
        if (end === -1) continue;
        lines.push(...rest.toString("utf8", 0, end).split("\n"));
        rest = rest.subarray(end + 1);
      }
      return lines;
    },
    rest: () => rest.toString("utf8"),
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
