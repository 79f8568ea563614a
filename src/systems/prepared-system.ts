import type { Barrier } from "../domain/barrier.ts";
import type { Clock } from "../domain/clock.ts";
import type { Progress } from "../engine/progress.ts";
import type { Recorder } from "../engine/recorder.ts";
import type { SystemDescription, SystemUnderTest } from "../engine/system-under-test.ts";
import type { Plan } from "../scenario/plan.ts";

/** What every system needs. */
export interface SystemContext {
  readonly plan: Plan;
  /** Where the rail records what it did. */
  readonly recorder: Recorder;
  readonly progress: Progress;
  readonly clock: Clock;
  /** Makes the events at both ends of the service wait for each other; by default none does. */
  readonly barrier?: Barrier | undefined;
  /** The prefix of all keys and payees, where it was decided before the run; by default each run has its own. */
  readonly keyPrefix?: string | undefined;
  /** Aborted when the run is stopped, with the name of the signal as its reason. */
  readonly stop: AbortSignal;
}

/** A system that may already be starting. It is either opened, and closed by the caller, or discarded. */
export interface PreparedSystem {
  /** Known before it is open where possible, so that a journal has its first fact even if its writer is killed; otherwise null. */
  readonly description: SystemDescription | null;
  /** @throws TargetError when there is nothing to run against. */
  open(): Promise<SystemUnderTest>;
  /** Ends whatever was started, because the run will not take place. */
  discard(): Promise<void>;
}
