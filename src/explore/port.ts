import type { Finding, FindingKind } from "../domain/finding.ts";
import type { Order, Schedule } from "../domain/schedule.ts";
import type { TraceEvent } from "../domain/trace.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { ScenarioInput } from "../scenario/define.ts";

/**
 * What can be tried: a scenario as it is written in a file, the seed that chooses who meets its faults, and the order of its events. Two
 * equal candidates give the same history under virtual time, and nearly the same on a real process.
 */
export interface Candidate {
  readonly document: ScenarioInput;
  readonly seed: number;
  readonly order: Order;
}

/** What a try has shown. */
export interface Tried {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** The order of its events, as a short text: equal for equal orders. Empty for a real process, whose order nobody knows. */
  readonly order: string;
  /** Everything that happened, as a short text: equal only for equal histories, times and all. Empty for a real process. */
  readonly history: string;
  /** The declared faults that fired, and the crash points that were passed through, by name. */
  readonly reached: readonly string[];
  /** Who was held back, and for how long, in the order that came about; a candidate with it shows the same. Empty for a real process. */
  readonly schedule: Schedule;
  /** How many events could go on at each moment where several could; empty for a real process. */
  readonly widths: readonly number[];
  /** Filled only where it was asked for. */
  readonly trace: readonly TraceEvent[];
}

/** Runs a candidate: under virtual time, or on a real process. Rejects only when it cannot be run at all. */
export type Try = (candidate: Candidate, options?: { readonly traced?: boolean }) => Promise<Tried>;

/** A candidate that shows what is looked for. */
export interface Failure {
  readonly candidate: Candidate;
  readonly tried: Tried;
  /** The finding that is kept while it is made smaller. */
  readonly kind: FindingKind;
}
