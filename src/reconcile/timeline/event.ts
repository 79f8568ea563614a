import type { Observer, TimelineEvent } from "../../domain/finding.ts";
import { formatMoment } from "../../domain/format.ts";

/** A moment with its phrase: the same words with the time among them, for a story that is read in one line. */
export interface TimelineEntry extends TimelineEvent {
  readonly phrase: string;
}

/** Tells something that was seen, and when, where that is known; what has to be said after the time comes last. */
export function timelineEntry(by: Observer | null, what: string, atMs: number | null = null, rest = ""): TimelineEntry {
  return {
    atMs,
    by,
    text: what + rest,
    phrase: atMs === null ? what + rest : `${what} at ${formatMoment(atMs)}${rest}`,
  };
}
