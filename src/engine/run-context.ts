import type { Clock } from "../domain/clock.ts";
import type { FactLog } from "../journal/fact-log.ts";
import type { Progress } from "./progress.ts";

/** What every run is given besides its plan. */
export interface RunContext {
  /** Where the facts go. */
  readonly log: FactLog;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Aborted, with the name of the signal as its reason, when somebody stops the run. */
  readonly stop: AbortSignal;
  /** The line that repeats the run. */
  readonly again: string;
}

/** A run whose parts are being started. It is either run or discarded, and ends what was started either way. */
export interface PreparedRun {
  /** Carries the plan out. Rejects when the parts could not be started. */
  run(): Promise<void>;
  discard(): Promise<void>;
}
