import { hangingIndent, wrapText } from "../../text/wrap.ts";

/** A name with the text that stands beside it. */
export type NamedText = readonly [name: string, text: string];

/** How a list of names is laid out. */
export interface NameListLayout {
  /** How far the names are indented. */
  readonly indent: number;
  /** How wide the column of the names is; the longest name of several lists, so that they are in line. */
  readonly nameColumns: number;
  readonly width: number;
  /** Colour for a name; none where it is left out. */
  readonly paint?: (name: string) => string;
}

const GAP = 3;

/** With less room than this beside its name, a text stands below it. */
const LEAST_ROOM = 24;
/** How much farther than its name it is indented there. */
const BELOW = 4;

/** Names with their texts beside them, in lines of at most `width` columns. */
export function nameList(entries: readonly NamedText[], layout: NameListLayout): string[] {
  const { indent, nameColumns, width, paint = (name) => name } = layout;
  const textColumn = indent + nameColumns + GAP;
  if (width - textColumn < LEAST_ROOM) {
    const below = indent + BELOW;
    return entries.flatMap(([name, text]) => [
      " ".repeat(indent) + paint(name),
      ...wrapText(text, width - below).map((line) => " ".repeat(below) + line),
    ]);
  }
  return entries.flatMap(([name, text]) => {
    const prefix = " ".repeat(indent) + paint(name) + " ".repeat(Math.max(0, nameColumns - name.length) + GAP);
    return hangingIndent(prefix, textColumn, wrapText(text, width - textColumn));
  });
}

/** How wide the longest of these names is. */
export function longest(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => name.length));
}
