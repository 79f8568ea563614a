import type { Observer, TimelineEvent } from "../../domain/finding.ts";
import { formatMoment } from "../../domain/format.ts";

/** A timeline event with its phrase: the same words and the time, for a timeline on one line. */
export interface TimelineEntry extends TimelineEvent {
  readonly phrase: string;
}

/** What was seen, by whom, and when, if that is known. `rest` comes after the time. */
export function timelineEntry(by: Observer | null, what: string, atMs: number | null = null, rest = ""): TimelineEntry {
  return {
    atMs,
    by,
    text: what + rest,
    phrase: atMs === null ? what + rest : `${what} at ${formatMoment(atMs)}${rest}`,
  };
}
