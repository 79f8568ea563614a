import { createColumn } from "./column.ts";
import { createWordList } from "./word-list.ts";

/**
 * One id per row. Many services count, so an id is usually a recurring text and a number, which takes next to nothing where they are read in order; others
 * draw their ids, and write them as a recurring text and hexadecimal digits, which take half a byte each, or as a UUID. Any other id is kept as it is.
 */
export interface IdList {
  push(id: string): void;
  at(row: number): string;
}

/** In the column of stems: an id that is kept as a string. Stems count from 1, those before hexadecimal digits from `DRAWN`. */
const KEPT = 0;

/** The limit of different stems of each kind: random ids share none. */
const MAX_STEMS = 64;
const DRAWN = 1 + MAX_STEMS;

/** Digits of a drawn id: fewer are hardly drawn, and those of more are kept. */
const DIGITS = { from: 12, to: 64 };

/** Hexadecimal digits in four bytes. */
const DIGITS_A_WORD = 8;

/** An empty list. */
export function createIdList(): IdList {
  const counted = createWordList(MAX_STEMS);
  const drawn = createDrawnIds();
  const stems = createColumn();
  const numbers = createColumn();
  const kept = new Map<number, string>();
  let rows = 0;
  return {
    push(id) {
      const found = id === "" ? undefined : (drawn.push(id) ?? counting(id, counted));
      stems.push(found?.stem ?? KEPT);
      numbers.push(found?.number ?? 0);
      if (found === undefined && id !== "") kept.set(rows, id);
      rows += 1;
    },
    at(row) {
      const stem = stems.at(row);
      if (stem === KEPT) return kept.get(row) ?? "";
      return stem < DRAWN ? `${counted.word(stem - 1)}${numbers.at(row)}` : drawn.id(stem, numbers.at(row));
    },
  };
}

function counting(id: string, words: ReturnType<typeof createWordList>) {
  const { stem, number } = split(id);
  const place = number === undefined ? undefined : words.place(stem);
  return place === undefined ? undefined : { stem: place + 1, number };
}

/** The end of a UUID as most write it (RFC 9562), which is hexadecimal digits once its dashes are left out. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_LENGTH = 36;
const UUID_DIGITS = 32;

function hasDashes(id: string): boolean {
  return id[id.length - 13] === "-" && UUID.test(id);
}

function withDashes(digits: string): string {
  const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)];
  return parts.join("-");
}

/** Ids that end in many hexadecimal digits. The number of such an id counts those with its stem and its length. */
function createDrawnIds() {
  const stems = createWordList(MAX_STEMS);
  const lists: ReturnType<typeof createDigits>[] = [];
  return {
    push(id: string) {
      const isUuid = hasDashes(id);
      const text = isUuid ? id.slice(0, -UUID_LENGTH) + id.slice(-UUID_LENGTH).replaceAll("-", "") : id;
      const length = isUuid ? UUID_DIGITS : digitsAtEnd(text);
      if (length < DIGITS.from || length > DIGITS.to) return undefined;
      // The number of digits comes first, so that the text after it may be anything; before it, whether they have dashes.
      const place = stems.place(`${isUuid ? "-" : ""}${length} ${text.slice(0, -length)}`);
      if (place === undefined) return undefined;
      lists[place] ??= createDigits(length);
      return { stem: DRAWN + place, number: lists[place].push(text) };
    },
    id(stem: number, number: number): string {
      const word = stems.word(stem - DRAWN);
      const digits = lists[stem - DRAWN]?.at(number) ?? "";
      return word.slice(word.indexOf(" ") + 1) + (word.startsWith("-") ? withDashes(digits) : digits);
    },
  };
}

/** The last `length` hexadecimal digits of ids, eight in four bytes. */
function createDigits(length: number) {
  const words = createColumn();
  // Those that are left over have a column of their own, where they take no more room than they need.
  const rests = createColumn();
  const rest = length % DIGITS_A_WORD;
  const wordsEach = (length - rest) / DIGITS_A_WORD;
  let size = 0;
  return {
    push(id: string): number {
      const from = id.length - length;
      for (let word = 0; word < wordsEach; word += 1) {
        const place = from + word * DIGITS_A_WORD;
        words.push(Number.parseInt(id.slice(place, place + DIGITS_A_WORD), 16));
      }
      if (rest > 0) rests.push(Number.parseInt(id.slice(-rest), 16));
      size += 1;
      return size - 1;
    },
    at(index: number): string {
      let digits = "";
      for (let word = 0; word < wordsEach; word += 1) digits += eightDigits(words.at(index * wordsEach + word));
      return rest === 0 ? digits : digits + rests.at(index).toString(16).padStart(rest, "0");
    },
  };
}

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** A number of four bytes in hexadecimal digits, in a ninth of the time that `toString` takes: every fact with an id needs one or more. */
function eightDigits(word: number): string {
  return `${pairs[word >>> 24]}${pairs[(word >>> 16) & 255]}${pairs[(word >>> 8) & 255]}${pairs[word & 255]}`;
}

function digitsAtEnd(id: string): number {
  let from = id.length;
  while (from > 0 && isHexDigit(id.charCodeAt(from - 1))) from -= 1;
  return id.length - from;
}

/** The text of an id and the number at its end, without leading zeros; undefined if there is none. */
function split(id: string): { readonly stem: string; readonly number: number | undefined } {
  let from = id.length;
  while (from > 0 && isDigit(id.charCodeAt(from - 1))) from -= 1;
  while (from < id.length - 1 && id[from] === "0") from += 1;
  const number = Number(id.slice(from));
  // Above this, digits are lost.
  const isNumber = from < id.length && Number.isSafeInteger(number);
  return { stem: id.slice(0, from), number: isNumber ? number : undefined };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Lower case only, because case is not kept. */
function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102);
}
