import type { Observer, TimelineEvent } from "../../domain/finding.ts";
import { formatMoment } from "../../domain/format.ts";

/** A timeline event and its phrase, which includes the time. */
export interface TimelineEntry extends TimelineEvent {
  readonly phrase: string;
}

/** A timeline entry. In the phrase, `rest` comes after the time. */
export function timelineEntry(by: Observer | null, what: string, atMs: number | null = null, rest = ""): TimelineEntry {
  return {
    atMs,
    by,
    text: what + rest,
    phrase: atMs === null ? what + rest : `${what} at ${formatMoment(atMs)}${rest}`,
  };
}
