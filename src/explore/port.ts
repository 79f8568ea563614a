import type { Finding, FindingKind } from "../domain/finding.ts";
import type { Order, Ordered } from "../domain/schedule.ts";
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
  /**
   * The order of its events, and who was held back in it; a candidate with that schedule shows the same. Empty for a real process, whose order nobody
   * knows.
   */
  readonly ordered: Ordered;
  /** Everything that happened, as a short text: equal only for equal histories, times and all. Empty unless it was traced. */
  readonly history: string;
  /** The declared faults that fired, and the interruptions that happened, by name. */
  readonly reached: readonly string[];
  /** Empty unless it was traced. */
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
