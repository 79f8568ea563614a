import { graphemes, textWidth } from "./width.ts";

/** Between phrases on one line. */
export const SEPARATOR = " · ";

const NO_BREAK = "\u00a0";

/** Phrases in lines of at most `columns`, broken after a separator. A phrase longer than a line has lines to itself. */
export function wrapPhrases(phrases: readonly string[], columns: number, separator = SEPARATOR): string[] {
  const mark = separator.trimEnd();
  const gap = separator.slice(mark.length);
  const lines: string[] = [];
  for (const [index, phrase] of phrases.entries()) {
    // The mark stays beside its word.
    const text = index === phrases.length - 1 ? phrase : phrase + mark.replaceAll(" ", NO_BREAK);
    const line = lines.at(-1);
    const joined = line === undefined ? text : line + gap + text;
    if (textWidth(joined) <= columns) lines.splice(-1, 1, joined);
    else lines.push(...wrapText(text, columns));
  }
  return lines.map((line) => line.replaceAll(NO_BREAK, " "));
}

/** A text in lines of at most `columns`, broken between words. A word longer than a line is broken inside. */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const piece of text.match(/ *[^ ]+/g) ?? []) {
    const line = lines.at(-1);
    const word = piece.trimStart();
    const joined = line === undefined ? word : line + piece;
    if (textWidth(joined) <= columns) lines.splice(-1, 1, joined);
    else if (textWidth(word) <= columns) lines.push(word);
    else {
      const [beside, below] = [broken(joined, columns), broken(word, columns)];
      // Beside the words before it, unless that breaks it once more.
      if (below.length < beside.length) lines.push(...below);
      else lines.splice(-1, 1, ...beside);
    }
  }
  return lines;
}

function broken(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const character of graphemes(text)) {
    if (line !== "" && textWidth(line + character) > columns) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += character;
  }
  return [...lines, line];
}

/** Lines behind a prefix that is `indent` columns wide. */
export function hangingIndent(prefix: string, indent: number, lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? prefix : " ".repeat(indent)) + line);
}
