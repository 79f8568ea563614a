import type { AlertRule } from "./alert.ts";
import type { Doubt } from "./doubt.ts";
import type { FaultPlace } from "./fault.ts";
import type { FindingKind } from "./finding.ts";
import type { Msat } from "./money.ts";
import type { RetryKey } from "./payout.ts";
import type { Verdict } from "./verdict.ts";

/** What a run is expected to prove; with findings, exactly these kinds. */
export interface Expectation {
  readonly verdict: Verdict;
  readonly findings?: readonly FindingKind[] | undefined;
}

/** Conditions on metrics, by metric name, in k6's words: `{ timeout_errors: ["count>0"] }`. */
export type Thresholds = Readonly<Record<string, readonly string[]>>;

/** The first fact of a run: everything about its plan that judging it needs. */
export interface RunStarted {
  readonly kind: "run-started";
  readonly atMs: number;
  /** The version of the journal's form. */
  readonly format: 2;
  readonly scenario: string;
  readonly description: string;
  readonly seed: number;
  /** The strategy of the embedded API; null on a target, which has its own. */
  readonly strategy: string | null;
  /** The address of the target, without credentials; null for the embedded API. */
  readonly target: string | null;
  readonly oracle: Oracle;
  /** `unknown` where the service injects none; with our own rail it does not matter. */
  readonly injectedTimeouts: InjectedTimeouts;
  readonly keyPrefix: string;
  readonly retryKey: RetryKey;
  readonly payouts: number;
  /** The largest concurrency that any phase declares; null when every phase is open. */
  readonly concurrency: number | null;
  readonly projects: readonly DeclaredProject[];
  /** True where the scenario declares that payouts are refused for want of money, so that refusals are no reason for a doubt. */
  readonly refusalsExpected: boolean;
  /** How far the reads of the service may lag behind, as it declares, in milliseconds; 0 for a read that is true when it is answered. */
  readonly staleReadsMs: number;
  /** When the caller gives up waiting for an answer, in milliseconds. */
  readonly clientTimeoutMs: number;
  /** Every fault that the scenario declares, with the number of payouts that are to meet it. */
  readonly faults: readonly { readonly name: string; readonly where: FaultPlace; readonly planned: number }[];
  readonly thresholds: Thresholds;
  /** The alerts of the run, the built-in ones among them. */
  readonly alerts: readonly AlertRule[];
  readonly expect: Expectation;
  /** What can already be said against the run before it starts, for example a rate that rounds to no payout. */
  readonly doubts: readonly Doubt[];
  /** What the reader has to know to read the figures right; no ground for a doubt. */
  readonly notes: readonly string[];
  /** The line that repeats the run. */
  readonly reproduce: string;
}

/** Who is believed about what was paid: the rail, where it is ours, or else the answers and the lists of the service. */
export type Oracle = "rail" | "answers";

/**
 * What a payment timeout means that the service was told to inject, where answers are the oracle: `never-paid` is declared by the contract
 * of the switch and stands beside the verdict; `unknown` leaves open whether the payment settled, as every other timeout does.
 */
export type InjectedTimeouts = "never-paid" | "unknown";

/** A project as the scenario declares it. */
export interface DeclaredProject {
  readonly projectId: string;
  /** What it is to hold before the load. */
  readonly balanceMsat: Msat;
  /** What the service may hold beyond the cost of a payout while it is under way, as it declares: the higher of the two. 0 for nothing. */
  readonly mayHold: { readonly ppm: number; readonly atLeastMsat: Msat };
}
