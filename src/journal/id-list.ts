import { createColumn, fits } from "./column.ts";
import { createWordList } from "./word-list.ts";

/** One id per row. Most services count, so an id is usually a recurring text and a number, which take five bytes. */
export interface IdList {
  push(id: string): void;
  at(row: number): string;
}

/** In the column of stems: an id that is kept as a string. Stems count from 1. */
const KEPT = 0;

/** The limit of different stems: random ids share none. */
const MAX_STEMS = 64;

/** An empty list. */
export function createIdList(): IdList {
  const words = createWordList(MAX_STEMS);
  const stems = createColumn("u8");
  const numbers = createColumn("u32");
  const kept = new Map<number, string>();
  let rows = 0;
  return {
    push(id) {
      const { stem, number } = split(id);
      const place = number === undefined ? undefined : words.place(stem);
      stems.push(place === undefined ? KEPT : place + 1);
      numbers.push(number ?? 0);
      if (place === undefined && id !== "") kept.set(rows, id);
      rows += 1;
    },
    at(row) {
      const stem = stems.at(row);
      return stem === KEPT ? (kept.get(row) ?? "") : `${words.word(stem - 1)}${numbers.at(row)}`;
    },
  };
}

/** The text of an id and the number at its end, without leading zeros; undefined if there is none. */
function split(id: string): { readonly stem: string; readonly number: number | undefined } {
  let from = id.length;
  while (from > 0 && isDigit(id.charCodeAt(from - 1))) from -= 1;
  while (from < id.length - 1 && id[from] === "0") from += 1;
  const number = Number(id.slice(from));
  const isNumber = from < id.length && fits("u32", number);
  return { stem: id.slice(0, from), number: isNumber ? number : undefined };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
