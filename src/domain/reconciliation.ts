import type { AlertRule } from "./alert.ts";
import type { Conclusion } from "./conclusion.ts";
import type { Doubt } from "./doubt.ts";
import type { PhaseEnded } from "./fact.ts";
import type { Finding } from "./finding.ts";
import type { MetricKind, MetricName, metrics } from "./metric.ts";
import type { Msat } from "./money.ts";
import type { InjectedTimeouts, RunStarted } from "./run-started.ts";
import type { Verdict } from "./verdict.ts";

/** What the facts of a run prove about its money. Every report is a rendering of it. */
export interface Reconciliation
  extends Pick<
    RunStarted,
    "scenario" | "description" | "strategy" | "target" | "oracle" | "seed" | "concurrency" | "payouts" | "reproduce"
  > {
  /** What a target's injected timeouts are declared to mean, if the verdict relies on it; else null. */
  readonly injectedTimeouts: InjectedTimeouts | null;
  readonly durationMs: number;
  readonly verdict: Verdict;
  readonly projects: readonly ProjectStatement[];
  readonly findings: readonly Finding[];
  readonly faults: readonly FaultCount[];
  /** The completed phases of the load, in order. */
  readonly phases: readonly PhaseSummary[];
  readonly metrics: Metrics;
  readonly thresholds: readonly ThresholdResult[];
  readonly alerts: readonly AlertResult[];
  readonly conclusion: Conclusion;
  /** Why nothing is proved; empty if there is no doubt. */
  readonly doubts: readonly Doubt[];
  readonly notes: readonly string[];
  readonly expectation: ExpectationResult;
  /** What stopped the run before its load was complete; null for a complete run. */
  readonly interrupted: Interruption | null;
}

/** What stopped a run early. */
export type Interruption =
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "time-limit"; readonly limitMs: number };

/** One project: the expected balance comes from the oracle, the actual one from the books being judged. */
export interface ProjectStatement {
  readonly projectId: string;
  /** Available before the load; null if it could not be read. */
  readonly openingMsat: Msat | null;
  /** Payouts with at least one settlement. */
  readonly settledPayouts: number;
  /** Payouts whose caller does not know whether they were paid. */
  readonly unknownOutcomes: number;
  /** Opening less the cost of each settled payment. */
  readonly expectedMsat: Msat | null;
  /** Available at the end. */
  readonly actualMsat: Msat | null;
  /** Held at the end beyond what was held before the load; null if it could not be read. */
  readonly heldMsat: Msat | null;
  /** Actual less expected. */
  readonly driftMsat: Msat | null;
}

/** A phase of the load, as it ran. */
export interface PhaseSummary extends Pick<PhaseEnded, "payouts" | "concurrency" | "mostInFlight"> {
  readonly name: string;
  /** When its last payout was answered, in milliseconds since the start of the run. */
  readonly endedAtMs: number;
}

/** How often a declared fault was planned and how often it fired. */
export interface FaultCount {
  readonly name: string;
  readonly planned: number;
  readonly fired: number;
}

interface Figures {
  readonly count: { readonly count: number };
  readonly rate: { readonly rate: number };
  readonly trend: TrendMetric;
}

/** The figures of one metric. */
export type Metric = Figures[MetricKind];

/** The distribution of a duration, in milliseconds. */
export interface TrendMetric {
  readonly "p(50)": number;
  readonly "p(95)": number;
  readonly "p(99)": number;
  readonly max: number;
  readonly min: number;
  readonly avg: number;
  /** The same as `p(50)`, under the name that k6 has for it. */
  readonly med: number;
}

/** Every metric that had samples, by name. */
export type Metrics = { readonly [Name in MetricName]?: Figures[(typeof metrics)[Name]["kind"]] };

/** A condition on a metric, and whether it held. */
export interface ThresholdResult {
  readonly metric: string;
  readonly expression: string;
  readonly ok: boolean;
  /** The figure of the metric: a count, a share from 0 to 1, or milliseconds. Null if there were no samples. */
  readonly value: number | null;
}

/** An alert and whether it fired. Alerts do not change the exit code. */
export interface AlertResult extends AlertRule {
  readonly fired: boolean;
  /** As in a `ThresholdResult`; null if the metric had no samples, and then the alert did not fire. */
  readonly value: number | null;
}

/** What the run was expected to prove, and whether it did. */
export interface ExpectationResult {
  readonly verdict: Verdict;
  readonly findings: readonly string[] | null;
  /** True if the run proved exactly this. */
  readonly met: boolean;
}
