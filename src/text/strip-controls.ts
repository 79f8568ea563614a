/** A terminal obeys control characters, so text from files and services passes through one of these before it is printed. */

// CSI, then the string sequences (OSC and its kin) up to their terminator, then every other escape. (ECMA-48, section 5)
const ESCAPE_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this finds control characters.
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;

// Marks that reorder the text around them could swap the digits of a figure. (Unicode TR 9)
const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text on one line, without escape sequences and control characters. */
export function stripControls(text: string): string {
  return text
    .replace(ESCAPE_SEQUENCE, "")
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, " ")
    .replace(/\p{Cc}/gu, "")
    .replace(REORDERING, "");
}

/** Text on one line with `\ufffd` for each control character, so that columns still count. */
export function maskControls(text: string): string {
  return text
    .replaceAll("\t", " ")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (control) => "\ufffd".repeat(control.length));
}

/** The same line by line, for a text of several. */
export function maskControlsInLines(text: string): string {
  return text.split("\n").map(maskControls).join("\n");
}
