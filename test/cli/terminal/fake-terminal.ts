import type { LineStream } from "../../../src/cli/terminal/live-line.ts";

/** A terminal in memory: what was written to it, write by write, and what its reader sees. */
export interface FakeTerminal extends LineStream {
  columns: number | undefined;
  readonly writes: string[];
  /** The lines on the screen, the last of them the one that the cursor is in. */
  lines(): readonly string[];
  isCursorShown(): boolean;
}

/** A terminal of so many columns; undefined for a stream that is none. */
export function createFakeTerminal(columns: number | undefined): FakeTerminal {
  const writes: string[] = [];
  return {
    columns,
    writes,
    write: (text) => writes.push(text),
    lines: () => drawn(writes.join("")),
    isCursorShown: () => writes.join("").lastIndexOf("\u001b[?25l") <= writes.join("").lastIndexOf("\u001b[?25h"),
  };
}

/** Carries out the three movements that there are: back to the start of the line, to the next line, and erasing the rest of it. */
function drawn(text: string): readonly string[] {
  const lines: string[][] = [[]];
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is made of them.
  for (const [piece] of text.matchAll(/\u001b\[\?25[lh]|\u001b\[K|\u001b\[\d+m|[\s\S]/gu)) {
    const line = lines.at(-1) ?? [];
    if (piece === "\r") column = 0;
    else if (piece === "\n") lines.push([]);
    else if (piece === "\u001b[K") line.length = Math.min(line.length, column);
    else if (!piece.startsWith("\u001b")) {
      line[column] = piece;
      column += 1;
    }
    if (piece === "\n") column = 0;
  }
  return lines.map((line) => line.join(""));
}
