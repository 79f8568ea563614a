import type { Clock } from "../domain/clock.ts";
import type { Progress } from "../engine/progress.ts";
import type { Recorder } from "../engine/recorder.ts";
import type { SystemDescription, SystemUnderTest } from "../engine/system.ts";
import type { Plan } from "../scenario/plan.ts";
import { TargetError } from "../target/target.ts";

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

/** What is to be ended again of what was started. */
export interface Endings {
  /** `end` may answer with a sentence about what it could not put back. */
  add(end: () => Promise<unknown>): void;
  /** Ends everything, the last first, whatever fails meanwhile. The answer tells what could not be put back, one sentence each. @throws the first failure */
  close(): Promise<readonly string[]>;
  /** Ends everything because of an error. The answer is the error, with what could not be put back. */
  closeAfter(error: unknown): Promise<unknown>;
}

/** Of a system of which nothing is started yet. */
export function createEndings(): Endings {
  const endings: (() => Promise<unknown>)[] = [];
  const close = async () => {
    const left: string[] = [];
    const failures: unknown[] = [];
    for (const end of endings.splice(0).reverse()) {
      try {
        const told = await end();
        if (typeof told === "string") left.push(told);
      } catch (error) {
        // What is left must end all the same: a child, a socket, a folder.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return left;
  };
  return {
    add: (end) => void endings.push(end),
    close,
    async closeAfter(error) {
      const left = await close();
      if (left.length === 0 || !(error instanceof TargetError)) return error;
      return new TargetError(error.kind, [error.message, ...left].join("; and "));
    },
  };
}
