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

/** The numbers that are kept of a block: where its line starts, its slope, and where the rest of its values is together with the form of these. */
const KEPT = 3;

/** A form is the grain and the bits of a line. */
const GRAIN = 64;
const FORMS = 4 * GRAIN;

/** The form of a block without a line. */
const NO_LINE = FORMS - 1;

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
    if (line === undefined) this.#blocks.push(0, 0, (this.#others.push(values.slice()) - 1) * FORMS + NO_LINE);
    else {
      const { grain, start, slope, bits } = line;
      const place = bits === 0 ? 0 : this.#bits.push(above, bits);
      this.#blocks.push(start, slope, place * FORMS + grain * GRAIN + bits);
    }
  }

  #packedAt(block: number, row: number): number {
    const kept = KEPT * block;
    const placed = this.#blocks[kept + 2] ?? NO_LINE;
    const form = placed % FORMS;
    const place = (placed - form) / FORMS;
    if (form === NO_LINE) return this.#others[place]?.[row] ?? 0;
    const bits = form % GRAIN;
    const height = bits === 0 ? 0 : this.#bits.at(place, bits, row);
    return valueIn((form - bits) / GRAIN, (this.#blocks[kept] ?? 0) + (this.#blocks[kept + 1] ?? 0) * row + height);
  }

  /** Returns its first value. */
  #unpack(block: number): number {
    const values = this.#unpacked ?? new Float64Array(BLOCK);
    this.#unpacked = values;
    this.#unpackedBlock = block;
    const kept = KEPT * block;
    const [start, slope] = [this.#blocks[kept] ?? 0, this.#blocks[kept + 1] ?? 0];
    const placed = this.#blocks[kept + 2] ?? NO_LINE;
    const form = placed % FORMS;
    const place = (placed - form) / FORMS;
    if (form === NO_LINE) values.set(this.#others[place] ?? []);
    else {
      const bits = form % GRAIN;
      const grain = (form - bits) / GRAIN;
      for (let row = 0; row < BLOCK; row += 1) {
        const height = bits === 0 ? 0 : this.#bits.at(place, bits, row);
        values[row] = valueIn(grain, start + slope * row + height);
      }
    }
    return values[0] ?? 0;
  }
}
