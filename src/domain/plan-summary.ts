import type { PlannedCrash } from "./crash-point.ts";
import type { Doubt } from "./doubt.ts";
import type { Msat } from "./money.ts";
import type { PayoutNumber, RetryKey } from "./payout.ts";
import type { Thresholds } from "./run-started.ts";
import type { Verdict } from "./verdict.ts";

/**
 * What a run will do, told before it does it. A plan itself is made to be carried out, a figure for each payout; this is the same plan
 * made to be read, in plain data that a report can render without knowing how plans are made.
 */
export interface PlanSummary {
  readonly scenario: string;
  readonly description: string;
  readonly priority: string | null;
  /** The file that it comes from, as the reader named it. */
  readonly file: string;
  readonly seed: number;
  /** True when neither the file nor the command line names a seed, so that another call makes another plan. */
  readonly seedDrawn: boolean;
  /** The line that carries out this plan. */
  readonly run: string;
  readonly payouts: number;
  /** What all payouts together pay, and what they cost with their fees. */
  readonly amountMsat: Msat;
  readonly costMsat: Msat;
  readonly projects: readonly ProjectPlan[];
  readonly phases: readonly PhasePlan[];
  readonly faults: readonly FaultPlan[];
  /** How many payouts meet a fault, each counted once, and how many of them meet one of the node and one on the wire. */
  readonly payoutsWithFault: number;
  readonly payoutsWithTwoFaults: number;
  readonly crashes: readonly PlannedCrash[];
  readonly client: {
    readonly timeoutMs: number;
    /** The same on a target, whose answers may take longer where the scenario does not say. */
    readonly timeoutOnTargetMs: number;
    readonly attempts: number;
    readonly backoffMs: number;
    readonly retryKey: RetryKey;
  };
  readonly api: {
    readonly strategy: string;
    readonly railTimeoutMs: number;
  };
  readonly rail: { readonly duplicates: string };
  readonly instances: number;
  readonly drainMs: number;
  readonly thresholds: Thresholds;
  readonly expect: { readonly verdict: Verdict; readonly findings: readonly string[] | null };
  /** Why the run will be inconclusive whatever happens. */
  readonly doubts: readonly Doubt[];
  /** The same, of a run against a target of somebody else's. */
  readonly doubtsOnTarget: readonly Doubt[];
  /** What the reader has to know to read the figures right. */
  readonly notes: readonly string[];
}

/** A project and what its payouts ask of its balance. */
export interface ProjectPlan {
  readonly projectId: string;
  readonly balanceMsat: Msat;
  readonly payouts: number;
  readonly amountMsat: Msat;
  readonly costMsat: Msat;
  /** What remains if every payout settles; below zero where the balance does not pay for all, and the last ones are refused. */
  readonly leftMsat: Msat;
}

/** A stretch of the load. */
export interface PhasePlan {
  readonly name: string;
  /** The numbers of its first and its last payout. */
  readonly first: PayoutNumber;
  readonly last: PayoutNumber;
  readonly payouts: number;
  readonly kind: "closed" | "open";
  /** Of a closed phase; null of an open one. */
  readonly concurrency: number | null;
  /** Of an open phase; null of a closed one, which takes as long as its answers do. */
  readonly perSecond: number | null;
  readonly lengthMs: number | null;
  /** What the failure-injection switch of a target is told when the phase begins. */
  readonly targetSwitch: { readonly enabled: boolean; readonly timeoutRate: number; readonly fate: string | null };
}

/** A fault of a phase, and the payouts that meet it. */
export interface FaultPlan {
  readonly name: string;
  readonly phase: string;
  /** As written: `5%`, `3`. */
  readonly declared: string;
  readonly payouts: number;
  /** What these payouts cost with their fees. */
  readonly costMsat: Msat;
  /** Their numbers, ascending, and the idempotency keys of their first attempts, in the same order. */
  readonly numbers: readonly PayoutNumber[];
  readonly keys: readonly string[];
}
