import { eastAsianWidth } from "get-east-asian-width";

/** Text without controls, measured in columns of a terminal and not in characters. */

/** Text that takes one column for each of its characters, which is nearly all of it; measuring it otherwise costs a hundred times as much. */
const NARROW =
  /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2200-\u22ff\u2500-\u257f✓✗]*$/;

const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{M}\p{Cs}]+$/u;
const LEADING = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{M}\p{Cs}]+/u;
// An emoji as a terminal shows it: one by nature, one by its selector, a key, or a flag of two letters. (Unicode TR 51)
const EMOJI =
  /^(?:(?!\p{RI})\p{Emoji_Presentation}(?!\ufe0e)|\p{Emoji}\ufe0f|[\d#*]\ufe0f?\u20e3|\p{RI}{2}|\p{Emoji}\p{Emoji_Modifier})/u;
const JOINED = /\p{Extended_Pictographic}.*\u200d.*\p{Extended_Pictographic}/u;
const HALFWIDTH = /[\uff00-\uffef]/gu;

/** What a reader takes for one character, in pieces that must not be torn apart. */
let segmenter: Intl.Segmenter | undefined;

/** The characters of a text as readers count them: a letter with its accents is one, and so is a family of emoji. */
export function graphemes(text: string): readonly string[] {
  if (NARROW.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter("en");
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** How many columns of a terminal plain text takes: two for East Asian wide characters and emoji, none for combining marks. */
export function textWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  return graphemes(text).reduce((columns, character) => columns + columnsOfOne(character), 0);
}

function columnsOfOne(character: string): number {
  if (INVISIBLE.test(character)) return 0;
  if (EMOJI.test(character) || JOINED.test(character)) return 2;
  const visible = character.replace(LEADING, "");
  const forms = [...character.slice(1).matchAll(HALFWIDTH)].reduce((sum, [form]) => sum + widthOf(form), 0);
  return widthOf(visible) + forms;
}

function widthOf(character: string): number {
  return eastAsianWidth(character.codePointAt(0) ?? 0);
}

/** Plain text cut down to `columns` by an ellipsis in its middle, because ids tend to differ at their end. */
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

/** The beginning of a plain text, as much of it as `columns` take. */
export function truncateEnd(text: string, columns: number): string {
  let start = "";
  let taken = 0;
  for (const character of graphemes(text)) {
    taken += columnsOfOne(character);
    if (taken > columns) break;
    start += character;
  }
  return start;
}
