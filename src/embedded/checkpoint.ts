import type { CrashPoint } from "../domain/crash-point.ts";

/**
 * The port that strategies and the service call at each crash point. Under the harness the process is killed there, when the plan
 * says so; a simulation may let a payout stop there for ever.
 */
export interface Checkpoint {
  at(point: CrashPoint): Promise<void>;
}

/** Nothing happens at any crash point. */
export const noCheckpoint: Checkpoint = { at: () => Promise.resolve() };
