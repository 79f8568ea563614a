import type { Clock } from "../domain/clock.ts";
import type { AttemptAnswered, AttemptSent, OutcomeLearned } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import type { Plan, PlannedPhase } from "../scenario/plan.ts";
import type { Target } from "../service/target.ts";
import type { Progress } from "./progress.ts";

/**
 * Whoever sends the payouts in our place: a load engine in processes of its own, which tells afterwards what it sent and what was answered. All
 * else stays ours: rail, faults, books, drain and verdict.
 */
export interface LoadDriver {
  /** As it is called in messages: `artillery`. */
  readonly name: string;
  /**
   * Has the payouts of one phase sent. Resolves when each has its last answer, or when nothing more is to be expected: its processes have ended or
   * been stopped by then. Never rejects for what the load engine does.
   */
  carryOut(phase: PlannedPhase, context: DriverContext): Promise<DrivenPhase>;
  /** The prefix of all keys and payees, where it was decided before the run; by default the run chooses one. */
  readonly keyPrefix?: string;
  /** Told, once the load is over, how far the clock of the load is visibly ahead of ours, in milliseconds. */
  merged?(aheadMs: number): void;
  /** Sentences for the report. */
  notes?(): readonly string[];
}

/** What a driver needs from its run. */
export interface DriverContext {
  readonly plan: Plan;
  /** The service that is called. */
  readonly target: Target;
  readonly keyPrefix: string;
  readonly clientTimeoutMs: number;
  readonly costMsat: (amountMsat: Msat) => Msat;
  readonly clock: Clock;
  readonly progress: Progress;
  /** When the run started, in milliseconds since 1970. */
  readonly startedEpochMs: number;
  /** Milliseconds since the start of the run. */
  readonly atMs: () => number;
  /** Aborted when no more payouts are to be sent. */
  readonly stop: AbortSignal;
  /** Tells whoever runs it a sentence. */
  readonly say: (sentence: string) => void;
}

/** A load that may still go on somewhere, so that nothing can be said about the money. */
export class LoadNotOver extends Error {
  constructor(message: string) {
    super(message);
    this.name = "LoadNotOver";
  }
}

/** What a caller knows of an attempt. */
export type AttemptFact = AttemptSent | AttemptAnswered | OutcomeLearned;

/** What became of a phase. */
export interface DrivenPhase {
  /**
   * Every attempt that was or may have been sent, in the order of time. One of which nothing was told, because the load engine ended before, is an
   * attempt without an answer: whether it was made is unknown.
   */
  readonly facts: readonly AttemptFact[];
  /** Which part of the load told of each payout of the phase, in their order: each part has a clock of its own. None is -1. */
  readonly parts: Int16Array;
  /** The most attempts that were in flight at one moment. */
  readonly mostInFlight: number;
  /** False where payouts may still be sent, although nobody waits for them any more. */
  readonly isOver: boolean;
  /** Why the phase is not complete, or what it told cannot be believed; null where it is complete. */
  readonly problem: string | null;
}
