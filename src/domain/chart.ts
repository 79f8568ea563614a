import type { Msat } from "./money.ts";
import type { Outcome } from "./outcome.ts";
import type { TrendMetric } from "./reconciliation.ts";

/**
 * A run over time, for whoever draws it: what the balance was expected to be and what it was, the phases, the faults as they fired,
 * and how long the answers took. Plain data, bounded in size however many payouts there were.
 */
export interface RunChart {
  readonly projects: readonly ProjectChart[];
  readonly phases: readonly Span[];
  /** From the end of the load until everything had come to rest; null where the run did not get that far. */
  readonly drain: Omit<Span, "name"> | null;
  /** When each fault fired. Of very many that fired, as many as can still be told apart in a drawing. */
  readonly firings: readonly Firing[];
  /** How long payouts took from the first sending to the last answer, by what the caller was told in the end. */
  readonly durations: readonly DurationHistogram[];
  /** When the run ended, in milliseconds since its start, like every `atMs`. */
  readonly endMs: number;
}

/** A part of the run with a name. */
export interface Span {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** A fault that fired. */
export interface Firing {
  readonly atMs: number;
  readonly fault: string;
}

/** The two balances of one project over time. Between two points a balance stays as the first has it. */
export interface ProjectChart {
  readonly projectId: string;
  /** Opening and deposits less the cost of what the node had settled by then. */
  readonly expected: readonly ChartPoint[];
  /** What the ledger had by then: from its entries where it lists them, else from the balances that were read. */
  readonly actual: readonly ChartPoint[];
  readonly actualFrom: "entries" | "reads";
}

/** A balance from a moment on. */
export interface ChartPoint {
  readonly atMs: number;
  readonly msat: Msat;
}

/** How the durations of payouts with one outcome are distributed. */
export interface DurationHistogram {
  readonly outcome: Outcome;
  readonly count: number;
  /** From `fromMs` up to, not including, `toMs`; without the empty ones, the shortest first. */
  readonly buckets: readonly { readonly fromMs: number; readonly toMs: number; readonly count: number }[];
  /** Exact, as in the metrics. */
  readonly quantiles: Pick<TrendMetric, "p(50)" | "p(95)" | "p(99)" | "max">;
}
