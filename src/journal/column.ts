/** A growing list of numbers in chunks of typed arrays. A value that does not fit its type is corrupted: ask `fits` first. */
export interface Column {
  push(value: number): void;
  at(row: number): number;
}

const CHUNK_BITS = 13;
const CHUNK = 1 << CHUNK_BITS;

const makers = {
  u8: () => new Uint8Array(CHUNK),
  u16: () => new Uint16Array(CHUNK),
  u32: () => new Uint32Array(CHUNK),
  f64: () => new Float64Array(CHUNK),
} as const;

/** The largest whole number of each type. */
const largest = { u8: 0xff, u16: 0xffff, u32: 0xffff_ffff } as const;

/** Unsigned whole numbers of one, two or four bytes, or any number in eight. */
export type ColumnType = keyof typeof makers;

/** An empty column. */
export function createColumn(type: ColumnType): Column {
  const chunks: ReturnType<(typeof makers)[ColumnType]>[] = [];
  let size = 0;
  return {
    push(value) {
      const chunk = chunks[size >>> CHUNK_BITS] ?? makers[type]();
      const place = size & (CHUNK - 1);
      if (place === 0) chunks.push(chunk);
      chunk[place] = value;
      size += 1;
    },
    at: (row) => chunks[row >>> CHUNK_BITS]?.[row & (CHUNK - 1)] ?? 0,
  };
}

/** True for a whole number that a column of this type can hold. */
export function fits(type: Exclude<ColumnType, "f64">, value: number): boolean {
  return value >>> 0 === value && value <= largest[type];
}
