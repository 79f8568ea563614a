import { eastAsianWidth } from "get-east-asian-width";

/** Text whose characters take one column each, which is nearly all of it; measuring the rest takes a hundred times as long. */
const NARROW =
  /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2200-\u22ff\u2500-\u257f✓✗]*$/;

/** The columns that a text without controls takes in a terminal. As string-width counts, which costs 40 ms to load. */
export function textWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  return graphemes(text).reduce((columns, character) => columns + characterWidth(character), 0);
}

/** Compiled only for a wide text: as a literal it would take a newer target of TypeScript. */
const EMOJI = String.raw`^(?:\p{RGI_Emoji}|[\d#*]\u20e3)$`;
let emoji: RegExp | undefined;

function characterWidth(character: string): number {
  emoji ??= new RegExp(EMOJI, "v");
  if (emoji.test(character) || /\p{ExtPict}.*\u200d.*\p{ExtPict}/u.test(character)) return 2;
  const invisible = /[\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Mark}\p{Surrogate}]/u;
  const points = [...character];
  const [first, ...others] = points.slice(points.findIndex((point) => !invisible.test(point)));
  if (first === undefined || invisible.test(first)) return 0;
  // A voiced sound mark has a column in halfwidth writing.
  const halfwidth = others.filter((point) => point >= "\uff00" && point <= "\uffef");
  return [first, ...halfwidth].reduce((columns, point) => columns + eastAsianWidth(point.codePointAt(0) ?? 0), 0);
}

/** The columns of the widest text; 0 if there is none. */
export function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(textWidth));
}

let segmenter: Intl.Segmenter | undefined;

/** The characters of a text as readers count them: an emoji of several code points is one. */
export function graphemes(text: string): readonly string[] {
  if (NARROW.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter("en");
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Text filled up with blanks to `columns`. */
export function pad(text: string, columns: number, align: "left" | "right" = "left"): string {
  const blanks = " ".repeat(Math.max(0, columns - textWidth(text)));
  return align === "left" ? text + blanks : blanks + text;
}

/** Text shortened to `columns` in its middle, because ids tend to differ at their end. */
export function truncateMiddle(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  const start = truncateEnd(text, Math.ceil((columns - 1) / 2));
  const room = columns - 1 - textWidth(start);
  let end = "";
  for (const character of graphemes(text).toReversed()) {
    if (textWidth(character + end) > room) break;
    end = character + end;
  }
  return `${start}…${end}`;
}

/** The beginning of a text, up to `columns`. */
export function truncateEnd(text: string, columns: number): string {
  let start = "";
  let taken = 0;
  for (const character of graphemes(text)) {
    taken += textWidth(character);
    if (taken > columns) break;
    start += character;
  }
  return start;
}
