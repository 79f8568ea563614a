import type { FindingKind } from "./finding.ts";
import type { History } from "./history.ts";
import type { Verdict } from "./verdict.ts";

/** Why an exploration ended. `complete`: there is no order left to try. */
export type ExplorationEnd = "finding" | "complete" | "schedules" | "time" | "stopped";

/** What an exploration tried and found, as it is reported. */
export interface Exploration {
  /** The version of chaos-payout. */
  readonly version: string;
  /** The exit code that the process will end with. */
  readonly exitCode: number;
  readonly durationMs: number;
  /** What decides everything that was drawn. */
  readonly seed: number;
  /** Whose orders were tried: a strategy of the embedded API, or several. */
  readonly strategies: readonly string[];
  /** The names of the scenarios that were given; empty if they were drawn. */
  readonly given: readonly string[];
  readonly ended: ExplorationEnd;
  /** How many schedules were tried: a scenario, a seed and an order each. */
  readonly schedules: number;
  /** Of how many scenarios they were. */
  readonly scenarios: number;
  /** How many different orders of events there were among them. */
  readonly orders: number;
  /** What was looked through, in words; for given scenarios one text each, in their order. */
  readonly searches: readonly string[];
  /** In how many schedules each verdict was reached. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** What went wrong on purpose, the most frequent first, and in how many schedules. */
  readonly reached: readonly { readonly name: string; readonly schedules: number }[];
  /** What was found, and in how many schedules. */
  readonly found: readonly { readonly kind: FindingKind; readonly schedules: number }[];
  /** What never happened although it was asked for: scenarios that proved nothing, and faults. */
  readonly unproved: readonly string[];
  /** The first schedule with a finding, made as small as it gets; null where nothing was found. */
  readonly smallest: SmallestFailure | null;
  /** The command that explores the same schedules again. */
  readonly reproduce: string;
}

/** The smallest scenario and order that were found to show a finding. */
export interface SmallestFailure {
  readonly kind: FindingKind;
  readonly history: History;
  /** The scenario as it is written in a file. */
  readonly text: string;
  /** How many schedules were tried to make it smaller. */
  readonly tries: number;
  /** False if it was given up before nothing made it smaller any more. */
  readonly isSmallest: boolean;
  /** The file that it was saved to; null if it was not. */
  readonly file: string | null;
  /** The command that runs it again; empty if it was not saved. */
  readonly reproduce: string;
}
