import stringWidth from "string-width";

/** Text without controls, measured in columns of a terminal and not in characters. */

/** Text with one column for each of its characters, which is nearly all of it; string-width takes a hundred times as long. */
const NARROW =
  /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2200-\u22ff\u2500-\u257f✓✗]*$/;

/** How many columns a text takes: two for East Asian wide characters and emoji, none for combining marks and colours. */
export function textWidth(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** The columns of the widest text; 0 if there is none. */
export function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(textWidth));
}

let segmenter: Intl.Segmenter | undefined;

/** The characters of a text as readers count them: a letter with its accents is one, and so is a family of emoji. */
export function graphemes(text: string): readonly string[] {
  if (NARROW.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter("en");
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Text filled up with blanks to `columns`; an `align` of right puts the blanks before it. */
export function pad(text: string, columns: number, align: "left" | "right" = "left"): string {
  const blanks = " ".repeat(Math.max(0, columns - textWidth(text)));
  return align === "left" ? text + blanks : blanks + text;
}

/** Text cut down to `columns` by an ellipsis in its middle, because ids tend to differ at their end. */
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

/** The beginning of a text, as much of it as `columns` take. */
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
