import type { Msat } from "./money.ts";
import type { Outcome } from "./outcome.ts";
import type { TrendMetric } from "./reconciliation.ts";

/** A run over time, as data for a drawing. Its size does not grow with the number of payouts. */
export interface RunChart {
  readonly projects: readonly ProjectChart[];
  readonly phases: readonly Span[];
  /** From the end of the load until the drain ended; null if the run did not get that far. */
  readonly drain: Omit<Span, "name"> | null;
  /** When each fault fired; thinned if there are more than a drawing can show. */
  readonly firings: readonly Firing[];
  /** From the first sending to the last answer of each payout, by outcome. */
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

/** The two balances of one project over time. A balance stays the same until the next point. */
export interface ProjectChart {
  readonly projectId: string;
  /** Opening less the cost of settled payments. */
  readonly expected: readonly ChartPoint[];
  /** From the ledger's entries if it lists them, else from the balance reads. */
  readonly actual: readonly ChartPoint[];
  readonly actualFrom: "entries" | "reads";
}

/** A balance from a moment on. */
export interface ChartPoint {
  readonly atMs: number;
  readonly msat: Msat;
}

/** The durations of payouts with one outcome. */
export interface DurationHistogram {
  readonly outcome: Outcome;
  readonly count: number;
  /** The non-empty buckets, ascending; `toMs` is excluded. */
  readonly buckets: readonly { readonly fromMs: number; readonly toMs: number; readonly count: number }[];
  /** Exact, as in the metrics. */
  readonly quantiles: Pick<TrendMetric, "p(50)" | "p(95)" | "p(99)" | "max">;
}
