/** Finds rows by a hash of what they hold, in about ten bytes a row. Rows count from 0 and are never removed. */
export interface RowIndex {
  /** The first row with this hash for which `is` holds; asked of hardly any other. */
  find(hash: number, is: (row: number) => boolean): number | undefined;
  /** Adds the next row. A hash is a whole number in 32 bits, and two rows rarely share one. */
  add(hash: number): void;
}

/** Rows of a chunk: no hash is ever moved. */
const CHUNK_BITS = 12;
const CHUNK = 1 << CHUNK_BITS;

/** Places in the table at first, by how much it grows, and how much of it may be taken. */
const PLACES = 1_024;
const GROWTH = 1.25;
const FULL = 0.75;

const HASHES = 2 ** 32;

/** An empty index. */
export function createRowIndex(): RowIndex {
  const hashes: Uint32Array[] = [];
  // Rows, counted from 1, in the order of their hashes as far as they can; 0 where there is none. The next free place is used where one is taken.
  let table = new Uint32Array(PLACES);
  let rows = 0;

  const hashOf = (row: number) => hashes[row >>> CHUNK_BITS]?.[row & (CHUNK - 1)] ?? 0;
  const next = (place: number) => (place + 1 === table.length ? 0 : place + 1);
  const home = (hash: number) => Math.floor((hash / HASHES) * table.length);

  const enter = (row: number) => {
    let place = home(hashOf(row));
    while (table[place] !== 0) place = next(place);
    table[place] = row + 1;
  };
  const grow = () => {
    table = new Uint32Array(Math.ceil(GROWTH * table.length));
    for (let row = 0; row < rows; row += 1) enter(row);
  };

  return {
    find(hash, is) {
      for (let place = home(hash); ; place = next(place)) {
        const row = (table[place] ?? 0) - 1;
        if (row === -1) return undefined;
        if (hashOf(row) === hash && is(row)) return row;
      }
    },
    add(hash) {
      if (rows + 1 > FULL * table.length) grow();
      const chunk = hashes[rows >>> CHUNK_BITS] ?? new Uint32Array(CHUNK);
      hashes[rows >>> CHUNK_BITS] = chunk;
      chunk[rows & (CHUNK - 1)] = hash;
      enter(rows);
      rows += 1;
    },
  };
}
