import { stripControls } from "../text/strip-controls.ts";
import { textWidth } from "../text/width.ts";

const LABEL = "   reproduce: ";

/** A word of a shell, with the spaces that are quoted in it. */
const SHELL_WORD = /(?:[^\s'\\]|\\.|'[^']*'?)+/g;

/**
 * A command in lines of at most `columns`, as it can be copied: in one piece where it fits, or else broken between two words by a
 * backslash, which a shell reads over. A word stays whole, even where it alone is wider.
 */
export function commandLines(command: string, columns: number): string[] {
  const text = stripControls(command);
  if (textWidth(text) <= columns) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of piecesOf(text)) {
    // Room for the backslash, which every line but the last one ends with.
    if (line !== "" && textWidth(`${line} ${word} \\`) > columns) {
      lines.push(`${line} \\`);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}

/** The words of a command; a flag and its value are one. */
function piecesOf(command: string): string[] {
  const pieces: string[] = [];
  for (const word of command.match(SHELL_WORD) ?? []) {
    const before = pieces.at(-1);
    const isValue = before !== undefined && /^--\S+$/.test(before) && !word.startsWith("-");
    if (isValue) pieces[pieces.length - 1] = `${before} ${word}`;
    else pieces.push(word);
  }
  return pieces;
}

/** The command that reproduces a run, indented, on as many lines as it takes; none where there is no command, as in code. */
export function reproduceLines(command: string, width: number): string[] {
  if (command === "") return [];
  const lines = commandLines(command, width - LABEL.length);
  return lines.map((line, at) => (at === 0 ? LABEL : " ".repeat(LABEL.length)) + line);
}
