import { stripControls } from "../text/strip-controls.ts";
import { textWidth } from "../text/width.ts";

const LABEL = "   reproduce: ";

/** A word of a shell, quoted spaces included. */
const SHELL_WORD = /(?:[^\s'\\]|\\.|'[^']*'?)+/g;

/** A command in lines of at most `columns` that can be copied: broken by backslashes, and only between words. */
export function commandLines(command: string, columns: number): string[] {
  const text = stripControls(command);
  if (textWidth(text) <= columns) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of piecesOf(text)) {
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

/** The command that reproduces a run, indented; no lines for a run from code, which has none. */
export function reproduceLines(command: string, width: number): string[] {
  if (command === "") return [];
  const lines = commandLines(command, width - LABEL.length);
  return lines.map((line, at) => (at === 0 ? LABEL : " ".repeat(LABEL.length)) + line);
}
