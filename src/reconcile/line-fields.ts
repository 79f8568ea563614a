import type { Msat } from "../domain/money.ts";
import { Dictionary, OTHER_BYTE, OTHER_WORD, Page, ROWS, type Row } from "./line-page.ts";

/** How a field is read from a row and written to it. What has no `set` is never changed. */
export interface Field<Value> {
  get(this: Row): Value;
  set?(this: Row, value: Value): void;
}

/** A field that changes. */
export type Written<Value> = Required<Field<Value>>;

/** A field of which it can be told at a glance where it is not what it is at first. */
export interface Rare<Value> extends Written<Value> {
  /** The next such place on a page, from `place` on; `ROWS` for none. */
  readonly next: (page: Page, place: number) => number;
}

/** The columns that the fields below take, counted as they are declared. */
const room = { flags: 0, bytes: 0, words: 0, marks: 0, numbers: 0 };

/** What each column of words begins with, which is its 0, and what is the same in values that are. */
const firstWords: { readonly first: unknown; readonly keyOf: (value: never) => unknown }[] = [];

const NONE: readonly never[] = [];

function nextByte(): number {
  room.bytes += 1;
  return room.bytes - 1;
}

/** True or false, at first false. */
export function flag(): Rare<boolean> {
  if (room.flags === 32) throw new RangeError("a line has more flags than fit");
  const mask = 1 << room.flags;
  room.flags += 1;
  return {
    get() {
      return ((this.page.flags[this.place] ?? 0) & mask) !== 0;
    },
    set(value) {
      const before = this.page.flags[this.place] ?? 0;
      this.page.flags[this.place] = value ? before | mask : before & ~mask;
    },
    next: ({ flags }, place) => {
      let next = place;
      while (next < ROWS && ((flags[next] ?? 0) & mask) === 0) next += 1;
      return next;
    },
  };
}

/** A whole number, small in most lines. */
export function count(): Rare<number> {
  const column = nextByte();
  return {
    get() {
      const value = this.page.bytes[column]?.[this.place] ?? 0;
      return value === OTHER_BYTE ? (this.page.otherByte(column, this.place) as number) : value;
    },
    set(value) {
      const fits = (value << 24) >> 24 === value && value !== OTHER_BYTE;
      this.page.setByte(column, this.place, fits ? value : OTHER_BYTE, value);
    },
    next: (page, place) => page.nextByte(column, place),
  };
}

/** Any number. */
export function number(): Written<number> {
  const column = room.numbers;
  room.numbers += 1;
  return {
    get() {
      return this.page.numbers[column]?.[this.place] ?? 0;
    },
    set(value) {
      this.page.setNumber(column, this.place, value);
    },
  };
}

/** Any number that is 0 in most lines. */
export function rareNumber(): Written<number> {
  const column = nextByte();
  return {
    get() {
      const isOther = this.page.bytes[column]?.[this.place] === OTHER_BYTE;
      return isOther ? (this.page.otherByte(column, this.place) as number) : 0;
    },
    set(value) {
      this.page.setByte(column, this.place, value === 0 ? 0 : OTHER_BYTE, value);
    },
  };
}

/** Any number, at first that of another field, which never changes. */
export function numberLike(first: Field<number>): Written<number> {
  const isOther = flag();
  const other = number();
  return {
    get() {
      return (isOther.get.call(this) ? other : first).get.call(this);
    },
    set(value) {
      const differs = value !== first.get.call(this);
      isOther.set.call(this, differs);
      other.set.call(this, differs ? value : 0);
    },
  };
}

/** The hash of an id, at first -1. */
export function mark(): Written<number> {
  const column = room.marks;
  room.marks += 1;
  return {
    get() {
      return (this.page.marks[column]?.[this.place] ?? 0) - 1;
    },
    set(value) {
      this.page.setMark(column, this.place, value + 1);
    },
  };
}

/** One of a few values, at first `first`. */
export function word<Value>(first: Value, keyOf: (value: Value) => unknown = (value) => value): Written<Value> {
  const column = room.words;
  room.words += 1;
  firstWords.push({ first, keyOf });
  return {
    get() {
      const place = this.page.words[column]?.[this.place] ?? 0;
      if (place === OTHER_WORD) return this.page.otherWord(column, this.place) as Value;
      return this.page.dictionaries[column]?.at(place) as Value;
    },
    set(value) {
      const place = this.page.dictionaries[column]?.place(value);
      this.page.setWord(column, this.place, place ?? OTHER_WORD, value);
    },
  };
}

/** A list that is empty in most lines. */
export function rareList<Item>(): Written<readonly Item[]> {
  const column = nextByte();
  return {
    get() {
      const isEmpty = (this.page.bytes[column]?.[this.place] ?? 0) === 0;
      return isEmpty ? NONE : (this.page.otherByte(column, this.place) as readonly Item[]);
    },
    set(value) {
      this.page.setByte(column, this.place, value.length === 0 ? 0 : OTHER_BYTE, value);
    },
  };
}

/** A list of sums that in most lines is empty or once the cost. */
export function costs(costMsat: Field<Msat>): Written<readonly Msat[]> {
  const column = nextByte();
  return {
    get() {
      const byte = this.page.bytes[column]?.[this.place] ?? 0;
      if (byte === 0) return NONE;
      return byte === 1 ? [costMsat.get.call(this)] : (this.page.otherByte(column, this.place) as readonly Msat[]);
    },
    set(value) {
      const isCost = value.length === 1 && value[0] === costMsat.get.call(this);
      const byte = value.length === 0 ? 0 : isCost ? 1 : OTHER_BYTE;
      this.page.setByte(column, this.place, byte, value);
    },
  };
}

/** The dictionaries of an empty statement, one for each field that is a word. */
export function newDictionaries(): readonly Dictionary[] {
  return firstWords.map(({ first, keyOf }) => new Dictionary(first, keyOf, OTHER_WORD));
}

/** An empty page. */
export function newPage(index: number, dictionaries: readonly Dictionary[]): Page {
  return new Page(index, dictionaries, room);
}
