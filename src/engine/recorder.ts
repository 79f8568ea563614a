import type { Clock } from "../domain/clock.ts";
import type { Fact } from "../domain/fact.ts";
import { createFactLog, type FactLog } from "../journal/fact-log.ts";
import { type ClockOf, mergeFacts } from "./merge-facts.ts";

/** Writes facts into the journal and knows the time since the run started. */
export interface Recorder {
  /** The run starts now. Before that its time is 0. */
  start(): void;
  /** Milliseconds since the start of the run, to the microsecond. */
  atMs(): number;
  /**
   * Anything before `run-started` is dropped: a rail that already listens may receive payments of a service that still works for others.
   */
  record(fact: Fact): void;
  /**
   * Keeps back every fact from now on, until facts that are known only later can take their place among them. Call the returned function with these,
   * in the order of time: then all are recorded. That a payout was sent comes before everything else about it, even if two clocks disagree; it returns
   * by how much these visibly do, in milliseconds.
   */
  hold(): (later: readonly Fact[], clockOf: ClockOf) => number;
  /** Calls one more listener with every fact from now on. */
  listen(listener: (fact: Fact) => void): void;
  /** When the run started, in milliseconds since 1970. */
  startedEpochMs(): number;
}

/** A recorder for one run. */
export function createRecorder(log: FactLog, clock: Clock): Recorder {
  let startedMs: number | undefined;
  let startedEpochMs = 0;
  let hasBegun = false;
  let held: FactLog | undefined;
  const listeners: ((fact: Fact) => void)[] = [];
  const keep = (fact: Fact) => {
    log.record(fact);
    for (const listener of listeners) listener(fact);
  };
  const atMs = () => (startedMs === undefined ? 0 : Math.round((clock.now() - startedMs) * 1000) / 1000);
  return {
    start() {
      startedMs = clock.now();
      startedEpochMs = clock.epochMs();
    },
    atMs,
    record(fact) {
      hasBegun ||= fact.kind === "run-started";
      if (!hasBegun) return;
      if (held === undefined) keep(fact);
      else held.record(fact);
    },
    hold() {
      // As compact as the journal itself: a rail sees several facts a payout, and all of a load are kept back.
      held = createFactLog();
      const sinceMs = atMs();
      return (later, clockOf) => {
        const earlier: Iterable<Fact> = held ?? [];
        held = undefined;
        return mergeFacts(earlier, { facts: later, clockOf, sinceMs }, keep);
      };
    },
    listen(listener) {
      listeners.push(listener);
    },
    startedEpochMs: () => startedEpochMs,
  };
}
