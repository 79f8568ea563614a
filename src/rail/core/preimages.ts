import { randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, rmSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Secrets of 32 bytes by row, counted from 0. */
export interface Preimages {
  /** Where the next one is written. It is not one of the rows before `add`. */
  readonly next: Buffer;
  add(): void;
  /** The preimage of a row, or the next one. Valid until the next call. @throws Error after `close` */
  at(row: number): Buffer;
  /** Gives the file back. */
  close(): void;
}

const BYTES = 32;
const BLOCK_ROWS = 256;
const BLOCK_BYTES = BLOCK_ROWS * BYTES;

/**
 * Nothing about a payment takes as much room as its preimage, and hardly any is asked for again. So they wait in a temporary file. Its name is removed as
 * soon as it is open, so nothing is left of it, however this process ends. Where no file can be had they stay in memory.
 */
export function createPreimages(folder: string = tmpdir()): Preimages {
  const open = Buffer.alloc(BLOCK_BYTES);
  const read = Buffer.alloc(BLOCK_BYTES);
  let readBlock = -1;
  let rows = 0;
  const kept = new Map<number, Buffer>();
  let file = openUnnamed(folder);
  const rowIn = (block: Buffer, row: number) => {
    const from = (row % BLOCK_ROWS) * BYTES;
    return block.subarray(from, from + BYTES);
  };
  return {
    get next() {
      return rowIn(open, rows);
    },
    add() {
      rows += 1;
      if (rows % BLOCK_ROWS !== 0) return;
      const block = rows / BLOCK_ROWS - 1;
      if (!isWritten(file, open, block * BLOCK_BYTES)) kept.set(block, Buffer.from(open));
    },
    at(row) {
      const block = Math.floor(row / BLOCK_ROWS);
      if (block === Math.floor(rows / BLOCK_ROWS)) return rowIn(open, row);
      const whole = kept.get(block);
      if (whole !== undefined) return rowIn(whole, row);
      if (block !== readBlock) {
        readBlock = -1;
        if (file === undefined || readSync(file, read, 0, BLOCK_BYTES, block * BLOCK_BYTES) !== BLOCK_BYTES)
          throw new Error("the preimages are gone: their file is closed or shorter than it was");
        readBlock = block;
      }
      return rowIn(read, row);
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
      readBlock = -1;
    },
  };
}

/** False on a full disk, for example. */
function isWritten(file: number | undefined, block: Buffer, position: number): boolean {
  if (file === undefined) return false;
  try {
    return writeSync(file, block, 0, block.length, position) === block.length;
  } catch {
    return false;
  }
}

/** An open file that no folder lists; undefined where there is no room or no right to make one. */
function openUnnamed(folder: string): number | undefined {
  const name = join(folder, `chaos-payout-rail-${randomUUID()}`);
  let file: number | undefined;
  try {
    file = openSync(name, "wx+", 0o600);
    unlinkSync(name);
    return file;
  } catch {
    if (file !== undefined) removeClosed(file, name);
    return undefined;
  }
}

/** Where an open file keeps its name, it must not be left behind. */
function removeClosed(file: number, name: string): void {
  closeSync(file);
  try {
    rmSync(name);
  } catch {
    // Nobody has the right to remove it; it is empty.
  }
}
