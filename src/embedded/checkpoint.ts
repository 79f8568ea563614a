import type { CrashPoint } from "../domain/crash-point.ts";

/** Called at each crash point. A planned crash kills the process there; a simulation may stop a payout there for ever. */
export interface Checkpoint {
  at(point: CrashPoint): Promise<void>;
}

/** Nothing happens at any crash point. */
export const noCheckpoint: Checkpoint = { at: () => Promise.resolve() };
