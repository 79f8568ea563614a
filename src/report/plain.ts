/**
 * Names, ids and codes come from scenario files and from the API under test, and a terminal obeys what is hidden in them. Text
 * from outside is made plain before it is printed, and measured in columns rather than in characters.
 */

// CSI, then the string sequences (OSC and its kin) up to their terminator, then every other escape. (ECMA-48, section 5)
const ESCAPE_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for.
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;

// Marks that reorder the text around them could swap the digits of a figure. (Unicode TR 9)
const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text without escape sequences and control characters, on one line. */
export function plain(text: string): string {
  return text
    .replace(ESCAPE_SEQUENCE, "")
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, " ")
    .replace(/\p{Cc}/gu, "")
    .replace(REORDERING, "");
}

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const NARROWEST = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** How many columns of a terminal plain text takes: two for East Asian wide characters and emoji, none for combining marks. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += WIDE.test(character) ? 2 : NARROWEST.test(character) ? 0 : 1;
  return columns;
}

/** Plain text cut down to `columns` by an ellipsis in its middle, because ids tend to differ at their end. */
export function shortened(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  const characters = [...text];
  const head = Math.ceil((columns - 1) / 2);
  let start = "";
  for (const character of characters) {
    if (columnsOf(start + character) > head) break;
    start += character;
  }
  let end = "";
  for (const character of characters.toReversed()) {
    if (columnsOf(start) + 1 + columnsOf(character + end) > columns) break;
    end = character + end;
  }
  return `${start}…${end}`;
}
