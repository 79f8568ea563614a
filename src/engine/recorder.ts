import type { Clock } from "../domain/clock.ts";
import type { Fact } from "../domain/fact.ts";
import type { FactLog } from "../journal/fact-log.ts";

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
  const listeners: ((fact: Fact) => void)[] = [];
  return {
    start() {
      startedMs = clock.now();
      startedEpochMs = clock.epochMs();
    },
    atMs: () => (startedMs === undefined ? 0 : Math.round((clock.now() - startedMs) * 1000) / 1000),
    record(fact) {
      hasBegun ||= fact.kind === "run-started";
      if (!hasBegun) return;
      log.record(fact);
      for (const listener of listeners) listener(fact);
    },
    listen(listener) {
      listeners.push(listener);
    },
    startedEpochMs: () => startedEpochMs,
  };
}
