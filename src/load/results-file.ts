import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";

const CHUNK_BYTES = 1 << 16;

/** How much is read before something else has its turn. */
const AT_ONCE_BYTES = 1 << 22;

/** A longer line is no report. */
const MOST_LINE_BYTES = 1 << 20;

/** How much of the beginning, and of the end of what was read, is compared later. */
const KEPT_BYTES = 512;

/** A file of lines that another process is still writing. */
export interface ResultsFile {
  /**
   * Calls `enter` with each line that was finished since it was last read, up to a few megabytes of them. Returns true where there is more to be read
   * at once. While there is no file, there is nothing to read.
   */
  read(enter: (line: string) => void): boolean;
  /** What stands after the last finished line: half a line, or "". */
  rest(): string;
  /** What is wrong with the file, as words that follow its name; null for nothing. It may grow, and nothing else. */
  trouble(): string | null;
  close(): void;
}

/** Follows a file from its beginning. */
export function followResults(path: string): ResultsFile {
  const lines = createLines();
  const guard = createGuard();
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let file: number | undefined;
  let at = 0;
  let trouble: string | null = null;
  const look = (): number => {
    file ??= orUndefined(() => openSync(path, "r"), ["ENOENT"]);
    if (file === undefined) return 0;
    const stats = fstatSync(file);
    trouble ??= replaced(stats, path) ?? (stats.size < at ? "was shortened while it was read" : null);
    if (trouble === null && !guard.isSame(file, stats)) trouble = "was changed while it was read";
    return stats.size;
  };
  return {
    read(enter) {
      const until = Math.min(look(), at + AT_ONCE_BYTES);
      while (file !== undefined && trouble === null && at < until) {
        const bytes = buffer.subarray(0, readSync(file, buffer, 0, CHUNK_BYTES, at));
        if (bytes.length === 0) return false;
        at += bytes.length;
        guard.keep(bytes);
        lines.enter(bytes, enter);
        if (lines.rest().length > MOST_LINE_BYTES) trouble = "has a line of more than a megabyte";
      }
      return file !== undefined && trouble === null && at < fstatSync(file).size;
    },
    rest: () => lines.rest().toString("utf8"),
    trouble() {
      look();
      return trouble;
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

/** A folder that others share may be out of reach for a moment, so only another file in the place of this one says something. */
function replaced({ ino, dev }: Stats, path: string): string | null {
  const there = orUndefined(() => statSync(path), [...GONE, "EIO", "EACCES"]);
  if (there === undefined) return null;
  return there.ino === ino && there.dev === dev ? null : "was replaced while it was read";
}

const GONE = ["ENOENT", "ENOTDIR", "ESTALE"];

function orUndefined<Value>(work: () => Value, codes: readonly string[]): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && "code" in error && codes.includes(String(error.code))) return undefined;
    throw error;
  }
}

/** Bytes as lines. */
function createLines() {
  let rest = Buffer.alloc(0);
  return {
    rest: () => rest,
    enter(bytes: Buffer, enter: (line: string) => void) {
      const end = bytes.lastIndexOf(10);
      if (end === -1) {
        rest = Buffer.concat([rest, bytes]);
        return;
      }
      const whole = Buffer.concat([rest, bytes.subarray(0, end)]).toString("utf8");
      rest = Buffer.from(bytes.subarray(end + 1));
      for (const line of whole.split("\n")) enter(line);
    },
  };
}

/** Knows whether a file still has what was read of it, by its beginning and by the end of what was read. */
function createGuard() {
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let at = 0;
  let seen = { size: 0, mtimeMs: 0 };
  const stands = (file: number, kept: Buffer, from: number) => {
    const found = Buffer.alloc(kept.length);
    return readSync(file, found, 0, kept.length, from) === kept.length && found.equals(kept);
  };
  return {
    keep(bytes: Buffer) {
      at += bytes.length;
      if (head.length < KEPT_BYTES) head = Buffer.concat([head, bytes.subarray(0, KEPT_BYTES - head.length)]);
      const last = Buffer.concat([tail, bytes.subarray(-KEPT_BYTES)]);
      tail = Buffer.from(last.subarray(-KEPT_BYTES));
    },
    isSame(file: number, { size, mtimeMs }: Stats): boolean {
      if (size === seen.size && mtimeMs === seen.mtimeMs) return true;
      seen = { size, mtimeMs };
      return stands(file, head, 0) && stands(file, tail, at - tail.length);
    },
  };
}
