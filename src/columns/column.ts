import { createBitChunks } from "./bit-chunks.ts";
import { lineThrough, valueIn } from "./line.ts";

/** A growing list of numbers, each kept in as few bits as its neighbours allow. Every number comes back exactly. */
export type Column = Pick<PackedColumn, keyof PackedColumn>;

/** An empty column. */
export function createColumn(): Column {
  return new PackedColumn();
}

/** Rows of a block. */
const BLOCK_BITS = 8;
const BLOCK = 1 << BLOCK_BITS;
const IN_BLOCK = BLOCK - 1;

/** The numbers that are kept of a block: where its line starts, its slope, its grain and bits, and where the rest of its values is. */
const KEPT = 4;

/** In place of grain and bits: a block without a line. */
const NO_LINE = -1;

/** How far the values of a block are from its line; only used while it is packed. */
const above = new Float64Array(BLOCK);

/**
 * Equal values at the beginning take no room. Those that follow are kept in blocks: one that is full is packed, and unpacked as a whole for whoever reads it
 * from its beginning. A class, because this is where reading facts spends its time.
 */
class PackedColumn {
  #equal = 0;
  #first = 0;
  /** How many rows follow those that are equal. */
  #size = 0;
  #open: Float64Array | undefined;
  #unpacked: Float64Array | undefined;
  #unpackedBlock = -1;
  readonly #blocks: number[] = [];
  readonly #bits = createBitChunks();
  /** The blocks without a line. */
  readonly #others: Float64Array[] = [];

  push(value: number): void {
    if (this.#size === 0 && (this.#equal === 0 || Object.is(value, this.#first))) {
      this.#first = value;
      this.#equal += 1;
      return;
    }
    this.#open ??= new Float64Array(BLOCK);
    const place = this.#size & IN_BLOCK;
    this.#open[place] = value;
    this.#size += 1;
    if (place === IN_BLOCK) this.#pack(this.#open);
  }

  /** The value of a row, counted from 0; 0 where there is no such row. */
  at(row: number): number {
    const index = row - this.#equal;
    if (index < 0) return this.#first;
    const [block, place] = [index >>> BLOCK_BITS, index & IN_BLOCK];
    if (block === this.#unpackedBlock) return this.#unpacked?.[place] ?? 0;
    if (block >= this.#size >>> BLOCK_BITS) return index < this.#size ? (this.#open?.[place] ?? 0) : 0;
    if (place > 0) return this.#packedAt(block, place);
    return this.#unpack(block);
  }

  #pack(values: Float64Array): void {
    const line = lineThrough(values, above);
    if (line === undefined) this.#blocks.push(0, 0, NO_LINE, this.#others.push(values.slice()) - 1);
    else {
      const { grain, start, slope, bits } = line;
      this.#blocks.push(start, slope, grain * 64 + bits, bits === 0 ? 0 : this.#bits.push(above, bits));
    }
  }

  #packedAt(block: number, row: number): number {
    const kept = KEPT * block;
    const form = this.#blocks[kept + 2] ?? NO_LINE;
    const place = this.#blocks[kept + 3] ?? 0;
    if (form === NO_LINE) return this.#others[place]?.[row] ?? 0;
    const bits = form & 63;
    const height = bits === 0 ? 0 : this.#bits.at(place, bits, row);
    return valueIn(form >>> 6, (this.#blocks[kept] ?? 0) + (this.#blocks[kept + 1] ?? 0) * row + height);
  }

  /** Returns its first value. */
  #unpack(block: number): number {
    this.#unpacked ??= new Float64Array(BLOCK);
    for (let row = 0; row < BLOCK; row += 1) this.#unpacked[row] = this.#packedAt(block, row);
    this.#unpackedBlock = block;
    return this.#unpacked[0] ?? 0;
  }
}
