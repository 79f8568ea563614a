import type { HistoryEvent } from "../../domain/history.ts";

/** A phrase, and the numbers of the events that it names. */
export interface Said {
  readonly text: string;
  readonly cited: readonly number[];
}

/** A phrase about events: `` say`the rail settled it ${event}` `` is "the rail settled it at 9". */
export function say(
  strings: TemplateStringsArray,
  ...parts: readonly (string | number | Said | HistoryEvent | undefined)[]
): Said {
  const all = strings.map((string, index) => {
    const part = parts[index];
    if (part === undefined) return { text: string, cited: [] };
    if (typeof part !== "object") return { text: `${string}${part}`, cited: [] };
    if ("cited" in part) return { text: string + part.text, cited: part.cited };
    return { text: `${string}at ${part.number}`, cited: [part.number] };
  });
  return { text: all.map(({ text }) => text).join(""), cited: all.flatMap(({ cited }) => cited) };
}
