import { stripControls } from "../text/strip-controls.ts";
import { textWidth } from "../text/width.ts";

const LABEL = "   reproduce: ";

/** The words of a command, quoted spaces included; a flag and its value are one. */
const PIECES = /(?:--[^\s'\\]+ (?!-))?(?:[^\s'\\]|\\.|'[^']*'?)+/g;

/** A command in lines of at most `columns` that can be copied: broken by backslashes, and only between words. */
export function commandLines(command: string, columns: number): string[] {
  const text = stripControls(command);
  if (textWidth(text) <= columns) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.match(PIECES) ?? []) {
    if (line !== "" && textWidth(`${line} ${word} \\`) > columns) {
      lines.push(`${line} \\`);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}

/** The command that reproduces a run, indented; no lines for a run from code, which has none. */
export function reproduceLines(command: string, width: number): string[] {
  if (command === "") return [];
  const lines = commandLines(command, width - LABEL.length);
  return lines.map((line, at) => (at === 0 ? LABEL : " ".repeat(LABEL.length)) + line);
}
