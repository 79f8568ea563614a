import { graphemes, textWidth } from "./width.ts";

/** What stands between two phrases of one line. */
export const SEPARATOR = " · ";

/**
 * Lays plain phrases out in lines of at most `columns`. A line breaks between two phrases where it can, between two words where
 * it must, and inside a word only where the word alone is longer than the line.
 */
export function wrapPhrases(phrases: readonly string[], columns: number, between = SEPARATOR): string[] {
  const lines: string[] = [];
  let line = "";
  for (const { text, joint } of pieces(phrases, columns, between)) {
    // A joint ends the line that it breaks, so there has to be room for it as well.
    if (line !== "" && textWidth(line + text + joint.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += textWidth(text + joint.trimEnd()) > columns ? `${text} ` : text + joint;
  }
  return line === "" ? lines : [...lines, line.trimEnd()];
}

interface Piece {
  readonly text: string;
  /** What stands between this piece and the next one; "" after the last. */
  readonly joint: string;
}

function pieces(phrases: readonly string[], columns: number, between: string): Piece[] {
  return phrases.flatMap((phrase, index) => {
    const joint = index === phrases.length - 1 ? "" : between;
    if (textWidth(phrase + joint.trimEnd()) <= columns) return [{ text: phrase, joint }];
    const words = phrase.split(" ").flatMap((word) => broken(word, columns));
    return words.map((text, at) => ({ text, joint: at === words.length - 1 ? joint : " " }));
  });
}

/** A text, word by word, in lines of at most `columns`. */
export function wrapText(text: string, columns: number): string[] {
  return wrapPhrases(text.split(" "), columns, " ");
}

/** Lines behind a prefix that is `indent` columns wide; all but the first are indented by as much. */
export function hangingIndent(prefix: string, indent: number, lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? prefix : " ".repeat(indent)) + line);
}

function broken(word: string, columns: number): string[] {
  if (textWidth(word) <= columns) return [word];
  const parts: string[] = [];
  let part = "";
  for (const character of graphemes(word)) {
    if (textWidth(part + character) > columns) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part];
}
