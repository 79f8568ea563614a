import type { CrashPoint } from "../domain/crash-point.ts";

/** Called at each crash point. A planned crash interrupts the process there; a simulation may stop a payout there for ever. */
export interface Checkpoint {
  /** @throws InjectedError where the plan has an exception there */
  at(point: CrashPoint): Promise<void>;
}

/** Nothing happens at any crash point. */
export const noCheckpoint: Checkpoint = { at: () => Promise.resolve() };

/** An exception that was planned, and so is no bug of ours. */
export class InjectedError extends Error {
  override readonly name = "InjectedError";

  constructor(point: CrashPoint) {
    super(`the scenario has an exception ${point}`);
  }
}
