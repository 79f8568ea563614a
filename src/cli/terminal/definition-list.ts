import { hangingIndent, wrapText } from "../../text/wrap.ts";

/** A name and the text beside it. */
export type Definition = readonly [name: string, text: string];

interface Layout {
  readonly indent: number;
  readonly width: number;
  /** The width of the column of names, if several lists should line up; by default that of the longest name. */
  readonly nameColumns?: number;
  readonly paint?: (name: string) => string;
}

const GAP = 3;
/** With less room than this beside its name, a text goes below it. */
const LEAST_ROOM = 24;
const INDENT_BELOW = 4;

/** Names with their texts beside them, in lines of at most `width` columns. */
export function definitionList(definitions: readonly Definition[], layout: Layout): string[] {
  const {
    indent,
    width,
    nameColumns = longestName(definitions.map(([name]) => name)),
    paint = (name) => name,
  } = layout;
  const textColumn = indent + nameColumns + GAP;
  if (width - textColumn < LEAST_ROOM) {
    const below = indent + INDENT_BELOW;
    return definitions.flatMap(([name, text]) => [
      " ".repeat(indent) + paint(name),
      ...wrapText(text, width - below).map((line) => " ".repeat(below) + line),
    ]);
  }
  return definitions.flatMap(([name, text]) => {
    const prefix = " ".repeat(indent) + paint(name) + " ".repeat(Math.max(0, nameColumns - name.length) + GAP);
    return hangingIndent(prefix, textColumn, wrapText(text, width - textColumn));
  });
}

/** The length of the longest of these names. */
export function longestName(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => name.length));
}
