import type { Clock } from "../domain/clock.ts";
import type { Fact } from "../domain/fact.ts";
import type { FactLog } from "../journal/fact-log.ts";

/** Writes facts into the journal, with the time since the start of the run. */
export interface Recorder {
  /** The run starts now; until then its time is 0. */
  start(): void;
  /** Milliseconds since the start of the run, to the microsecond. */
  atMs(): number;
  /**
   * What comes before `run-started` is no fact of the run: a rail that listens already may be asked to pay by a service that is still at
   * work for others.
   */
  record(fact: Fact): void;
  /** From now on every fact is told to somebody else as well. */
  listen(listener: (fact: Fact) => void): void;
  /** When the run started, in milliseconds since 1970. */
  startedEpochMs(): number;
}

/** A recorder for one run. */
export function createRecorder(log: FactLog, clock: Clock): Recorder {
  let startedMs: number | undefined;
  let startedEpochMs = 0;
  let hasBegun = false;
  let told: ((fact: Fact) => void) | undefined;
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
      told?.(fact);
    },
    listen(listener) {
      told = listener;
    },
    startedEpochMs: () => startedEpochMs,
  };
}
