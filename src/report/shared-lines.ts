import type { Doubt } from "../domain/doubt.ts";
import { doubtSentence } from "../explain/doubts.ts";
import { stripControls } from "../text/strip-controls.ts";
import { hangingIndent, wrapPhrases, wrapText } from "../text/wrap.ts";
import { paint, type Sign, type Theme } from "./theme.ts";

/** The width of a table in columns: that of the terminal, within limits. */
export function columnsOf(width: number): number {
  return Math.floor(Math.min(200, Math.max(60, width)));
}

/** The first line of a scenario; its first part, the name, is bold. */
export function titleLines([name = "", ...parts]: readonly string[], width: number, { strong }: Theme): string[] {
  const lines = wrapPhrases([name, ...parts], width - 3, "   ");
  return hangingIndent(" ", 3, lines).map((line, at) => (at === 0 ? line.replace(name, () => strong(name)) : line));
}

/** A text behind its sign. */
export function signedLines(sign: Sign, text: string, width: number, theme: Theme): string[] {
  return hangingIndent(` ${paint(sign, sign, theme)} `, 3, wrapText(text, width - 3));
}

/** The notes and the doubts of a plan or a run. */
export function remarkLines(
  { notes, doubts }: { readonly notes: readonly string[]; readonly doubts: readonly Doubt[] },
  width: number,
  theme: Theme,
): string[] {
  return [
    ...notes.flatMap((note) => hangingIndent("   note: ", 9, wrapText(stripControls(note), width - 9))),
    ...doubts.flatMap((doubt) => signedLines("?", stripControls(doubtSentence(doubt)), width, theme)),
  ];
}
