import type { PlannedCrash } from "./crash-point.ts";
import type { Doubt } from "./doubt.ts";
import type { ChargeRule } from "./fee.ts";
import type { DocumentedCell } from "./matrix.ts";
import type { PlannedInterruption } from "./moment.ts";
import type { Msat } from "./money.ts";
import type { PayoutNumber, RetryCondition, RetryKey } from "./payout.ts";
import type { Thresholds } from "./run-started.ts";
import type { Verdict } from "./verdict.ts";

/** What a run will do, as data for reports. The plan itself has a figure for each payout. */
export interface PlanSummary {
  readonly scenario: string;
  readonly description: string;
  readonly priority: string | null;
  /** The file, as it was named. */
  readonly file: string;
  readonly seed: number;
  /** True if no seed was given, so that another call makes another plan. */
  readonly seedDrawn: boolean;
  /** The command line that runs this plan. */
  readonly run: string;
  readonly payouts: number;
  /** The amount of all payouts, and their cost with fees. */
  readonly amountMsat: Msat;
  readonly costMsat: Msat;
  readonly projects: readonly ProjectPlan[];
  readonly phases: readonly PhasePlan[];
  readonly faults: readonly FaultPlan[];
  /** How many payouts meet a fault, and how many meet several. */
  readonly payoutsWithFault: number;
  readonly payoutsWithTwoFaults: number;
  readonly crashes: readonly PlannedCrash[];
  readonly interruptions: readonly PlannedInterruption[];
  readonly client: {
    readonly timeoutMs: number;
    /** The same on a target, which has a longer default. */
    readonly timeoutOnTargetMs: number;
    readonly attempts: number;
    readonly backoffMs: number;
    readonly retryKey: RetryKey;
    readonly retryWhen: RetryCondition;
  };
  readonly api: {
    readonly strategy: string;
    readonly railTimeoutMs: number;
    readonly fee: ChargeRule;
    /** Null where a failure is never checked again. */
    readonly recheckAfterMs: number | null;
  };
  readonly rail: { readonly duplicates: string };
  readonly instances: number;
  readonly drainMs: number;
  readonly thresholds: Thresholds;
  readonly expect: { readonly verdict: Verdict; readonly findings: readonly string[] | null };
  /** Why the run is certain to be inconclusive. */
  readonly doubts: readonly Doubt[];
  /** The same for a run against a target. */
  readonly doubtsOnTarget: readonly Doubt[];
  readonly notes: readonly string[];
  /** What the truth table has for each fault, and never a verdict. */
  readonly forecast: readonly Forecast[];
}

/** What is documented for a fault. */
export interface Forecast {
  /** A fault, a crash point or a moment of the plan. */
  readonly fault: string;
  /** The scenario of the truth table, and what happens there; null if none is about this fault under the conditions of the plan. */
  readonly column: string | null;
  readonly title: string | null;
  /** For the planned strategy; null if nothing is documented, and for a service, whose strategy is not known. */
  readonly documented: DocumentedCell | null;
  /** The strategies of the embedded API that are documented as right there. */
  readonly survivors: readonly string[];
}

/** A project and what its payouts cost. */
export interface ProjectPlan {
  readonly projectId: string;
  readonly balanceMsat: Msat;
  readonly payouts: number;
  readonly amountMsat: Msat;
  readonly costMsat: Msat;
  /** What remains if every payout settles; below zero if the last ones will be refused. */
  readonly leftMsat: Msat;
}

/** A stretch of the load. */
export interface PhasePlan {
  readonly name: string;
  readonly first: PayoutNumber;
  readonly last: PayoutNumber;
  readonly payouts: number;
  readonly kind: "closed" | "open";
  /** Null for an open phase. */
  readonly concurrency: number | null;
  /** Null for a closed phase, whose length depends on the answers. */
  readonly perSecond: number | null;
  readonly lengthMs: number | null;
  /** The setting of a target's failure-injection switch during the phase. */
  readonly targetSwitch: { readonly enabled: boolean; readonly timeoutRate: number; readonly fate: string | null };
}

/** A fault of a phase and its payouts. */
export interface FaultPlan {
  readonly name: string;
  readonly phase: string;
  /** As written: `5%`, `3`. */
  readonly declared: string;
  readonly payouts: number;
  readonly costMsat: Msat;
  /** The payouts, ascending, and the idempotency keys of their first attempts. */
  readonly numbers: readonly PayoutNumber[];
  readonly keys: readonly string[];
}
