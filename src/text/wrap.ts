import wrapAnsi from "wrap-ansi";
import { textWidth } from "./width.ts";

/** What stands between two phrases of one line. */
export const SEPARATOR = " · ";

const NO_BREAK = "\u00a0";

/**
 * Lays phrases out in lines of at most `columns`. A line breaks between two phrases where it can; a phrase that is longer than a line has
 * lines to itself, and breaks inside a word only where the word alone is longer. A separator ends the line that it breaks.
 */
export function wrapPhrases(phrases: readonly string[], columns: number, separator = SEPARATOR): string[] {
  const mark = separator.trimEnd();
  const gap = separator.slice(mark.length);
  const lines: string[] = [];
  for (const [index, phrase] of phrases.entries()) {
    // A blank that does not break keeps the mark beside its word.
    const text = index === phrases.length - 1 ? phrase : phrase + mark.replaceAll(" ", NO_BREAK);
    const line = lines.at(-1);
    const joined = line === undefined ? text : line + gap + text;
    if (textWidth(joined) <= columns) lines.splice(-1, 1, joined);
    else lines.push(...wrapText(text, columns));
  }
  return lines.map((line) => line.replaceAll(NO_BREAK, " "));
}

/** A text, word by word, in lines of at most `columns`. */
export function wrapText(text: string, columns: number): string[] {
  return text === "" ? [] : wrapAnsi(text, columns, { hard: true }).split("\n");
}

/** Lines behind a prefix that is `indent` columns wide; all but the first are indented by as much. */
export function hangingIndent(prefix: string, indent: number, lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? prefix : " ".repeat(indent)) + line);
}
