import type { Clock } from "../domain/clock.ts";
import type { Progress } from "../engine/progress.ts";
import type { Recorder } from "../engine/recorder.ts";
import type { SystemDescription, SystemUnderTest } from "../engine/system.ts";
import type { Plan } from "../scenario/plan.ts";

/** What every system is assembled with. */
export interface SystemContext {
  readonly plan: Plan;
  /** Where the rail writes what it did. */
  readonly recorder: Recorder;
  readonly progress: Progress;
  readonly clock: Clock;
  /** Aborted, with the name of the signal as its reason, when somebody stops the run. */
  readonly stop: AbortSignal;
}

/** A system that may be starting already. It is either opened, and closed by whoever opened it, or discarded. */
export interface PreparedSystem {
  /** What the run can say of it before it is open, so that a journal has its beginning even if whoever writes it is killed; else null. */
  readonly description: SystemDescription | null;
  /** @throws TargetError when there is nothing to run against. */
  open(): Promise<SystemUnderTest>;
  /** Ends whatever was started for a run that will not take place. */
  discard(): Promise<void>;
}
