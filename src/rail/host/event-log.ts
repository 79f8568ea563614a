import type { NodeEvent } from "../core/node-event.ts";

/** An event with its number, and how many payments were in flight right after it. */
export interface LoggedEvent {
  /** From 1, without gaps. */
  readonly number: number;
  readonly inFlight: number;
  readonly awaited: number;
  readonly event: NodeEvent;
}

/** The events of a rail, kept so that a listener who was cut off misses none. */
export interface EventLog {
  /** The number of the latest event; 0 before the first. */
  readonly last: number;
  /** How many listen. */
  readonly listeners: number;
  append(event: NodeEvent, state: Pick<LoggedEvent, "inFlight" | "awaited">): void;
  /** Calls `hear` with every event after this number, those of the past at once. Returns a function that stops it; null where some are forgotten. */
  follow(after: number, hear: (logged: LoggedEvent) => void): (() => void) | null;
  /** Drops all events so far: nobody will ask for them again. */
  forget(): void;
}

/** More than any run has; the oldest half is dropped beyond. */
const LIMIT = 2_000_000;

/** Creates an empty log. */
export function createEventLog(): EventLog {
  const listeners = new Set<(logged: LoggedEvent) => void>();
  let kept: LoggedEvent[] = [];
  let last = 0;
  return {
    get last() {
      return last;
    },
    get listeners() {
      return listeners.size;
    },
    append(event, { inFlight, awaited }) {
      last += 1;
      const logged = { number: last, inFlight, awaited, event };
      kept.push(logged);
      if (kept.length > LIMIT) kept = kept.slice(LIMIT / 2);
      for (const hear of listeners) hear(logged);
    },
    follow(after, hear) {
      const forgotten = last - kept.length;
      if (after < forgotten || after > last) return null;
      for (const logged of kept.slice(after - forgotten)) hear(logged);
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
    forget() {
      kept = [];
    },
  };
}
