import type { PayoutNumber } from "../domain/payout.ts";

const ROW_BITS = 12;

/** The number of lines that share a page. */
export const ROWS = 1 << ROW_BITS;

/** The page of a payout, and its place there. */
export function pageOf(payout: PayoutNumber): number {
  return payout >>> ROW_BITS;
}

/** The place of a payout on its page. */
export function placeOf(payout: PayoutNumber): number {
  return payout & (ROWS - 1);
}

/** In a byte: the value is kept beside the columns. */
export const OTHER_BYTE = -128;

/** The same in a word. */
export const OTHER_WORD = 0xffff;

/** How many columns of each type a page has. */
export interface Room {
  readonly bytes: number;
  readonly words: number;
  readonly marks: number;
  readonly numbers: number;
}

const NO_BYTES = new Int8Array(ROWS);
const NO_WORDS = new Uint16Array(ROWS);
const NO_MARKS = new Uint32Array(ROWS);
const NO_NUMBERS = new Float64Array(ROWS);

/** The lines of payouts in a row, with a column for each field. A column takes no room before something in it is not 0. */
export class Page {
  readonly first: PayoutNumber;
  /** A word stands for a value, by field: lines share most of theirs. */
  readonly dictionaries: readonly Dictionary[];
  readonly flags = new Int32Array(ROWS);
  readonly bytes: Int8Array[];
  readonly words: Uint16Array[];
  readonly marks: Uint32Array[];
  readonly numbers: Float64Array[];
  /** What does not fit into a byte, and what has no word, by column and place. */
  readonly #others = new Map<number, unknown>();
  readonly #otherWords = new Map<number, unknown>();

  constructor(index: number, dictionaries: readonly Dictionary[], room: Room) {
    this.first = index * ROWS;
    this.dictionaries = dictionaries;
    this.bytes = Array.from({ length: room.bytes }, () => NO_BYTES);
    this.words = Array.from({ length: room.words }, () => NO_WORDS);
    this.marks = Array.from({ length: room.marks }, () => NO_MARKS);
    this.numbers = Array.from({ length: room.numbers }, () => NO_NUMBERS);
  }

  /** Sets a byte, or keeps the value if that is `OTHER_BYTE`. */
  setByte(column: number, place: number, byte: number, value: unknown): void {
    let own = this.bytes[column];
    if (own === NO_BYTES) {
      if (byte === 0) return;
      own = new Int8Array(ROWS);
      this.bytes[column] = own;
    }
    if (own === undefined) return;
    if (byte === OTHER_BYTE) this.#others.set(column * ROWS + place, value);
    else if (own[place] === OTHER_BYTE) this.#others.delete(column * ROWS + place);
    own[place] = byte;
  }

  /** The next place, from `place` on, whose byte is not 0; `ROWS` for none. */
  nextByte(column: number, place: number): number {
    const own = this.bytes[column];
    if (own === undefined || own === NO_BYTES) return ROWS;
    let next = place;
    while (next < ROWS && own[next] === 0) next += 1;
    return next;
  }

  /** What was kept in place of a byte. */
  otherByte(column: number, place: number): unknown {
    return this.#others.get(column * ROWS + place);
  }

  /** Sets a word, or keeps the value if that is `OTHER_WORD`. */
  setWord(column: number, place: number, word: number, value: unknown): void {
    let own = this.words[column];
    if (own === NO_WORDS) {
      if (word === 0) return;
      own = new Uint16Array(ROWS);
      this.words[column] = own;
    }
    if (own === undefined) return;
    if (word === OTHER_WORD) this.#otherWords.set(column * ROWS + place, value);
    own[place] = word;
  }

  /** What was kept in place of a word. */
  otherWord(column: number, place: number): unknown {
    return this.#otherWords.get(column * ROWS + place);
  }

  setMark(column: number, place: number, value: number): void {
    let own = this.marks[column];
    if (own === NO_MARKS) {
      if (value === 0) return;
      own = new Uint32Array(ROWS);
      this.marks[column] = own;
    }
    if (own !== undefined) own[place] = value;
  }

  setNumber(column: number, place: number, value: number): void {
    let own = this.numbers[column];
    if (own === NO_NUMBERS) {
      if (Object.is(value, 0)) return;
      own = new Float64Array(ROWS);
      this.numbers[column] = own;
    }
    if (own !== undefined) own[place] = value;
  }
}

/** A line of which nothing is kept but where it is. Its fields are properties that read and write the columns. */
export class Row {
  readonly page: Page;
  readonly place: number;

  constructor(page: Page, place: number) {
    this.page = page;
    this.place = place;
  }
}

/** A number for each of several values, from 0. */
export class Dictionary {
  readonly #keyOf: (value: never) => unknown;
  readonly #values: unknown[] = [];
  readonly #places = new Map<unknown, number>();
  readonly #most: number;

  /** `keyOf` is the same for values that are. Only so many get a number. */
  constructor(first: unknown, keyOf: (value: never) => unknown, most: number) {
    this.#keyOf = keyOf;
    this.#most = most;
    this.place(first);
  }

  /** The number of a value; undefined if there are too many. */
  place(value: unknown): number | undefined {
    const key = this.#keyOf(value as never);
    const known = this.#places.get(key);
    if (known !== undefined || this.#values.length === this.#most) return known;
    this.#places.set(key, this.#values.length);
    return this.#values.push(value) - 1;
  }

  at(place: number): unknown {
    return this.#values[place];
  }
}
