import type { AlertRule } from "./alert.ts";
import type { CallbackReceiver } from "./callback-fault.ts";
import type { Doubt } from "./doubt.ts";
import type { FaultPlace } from "./fault.ts";
import type { FeeOnRefund, ReserveRule } from "./fee.ts";
import type { FindingKind } from "./finding.ts";
import type { Msat } from "./money.ts";
import type { RetryKey } from "./payout.ts";
import type { WrittenOrder } from "./schedule.ts";
import type { Verdict } from "./verdict.ts";

/** What a run is expected to prove; with findings, exactly these kinds. */
export interface Expectation {
  readonly verdict: Verdict;
  readonly findings?: readonly FindingKind[] | undefined;
}

/** Conditions by metric, as in k6: `{ timeout_errors: ["count>0"] }`. */
export type Thresholds = Readonly<Record<string, readonly string[]>>;

/** The first fact of a run: everything about its plan that the judge needs. */
export interface RunStarted {
  readonly kind: "run-started";
  readonly atMs: number;
  /** The version of the journal format. */
  readonly format: 3;
  readonly scenario: string;
  readonly description: string;
  readonly seed: number;
  /** The strategy of the embedded API; null on a target. */
  readonly strategy: string | null;
  /** The address of the target, without credentials; null for the embedded API. */
  readonly target: string | null;
  readonly oracle: Oracle;
  /** `unknown` if the service injects none; not used with our own rail. */
  readonly injectedTimeouts: InjectedTimeouts;
  readonly keyPrefix: string;
  readonly retryKey: RetryKey;
  readonly payouts: number;
  /** The largest declared concurrency; null if every phase is open. */
  readonly concurrency: number | null;
  readonly projects: readonly DeclaredProject[];
  /** True if the scenario declares that payouts are refused for lack of money; then refusals are no doubt. */
  readonly refusalsExpected: boolean;
  /** True if every two payouts in a row, the first and the second, the third and the fourth, were given the same invoice to pay. */
  readonly sharedInvoices: boolean;
  /** The amounts that nobody can pay among which payouts take turns, with an ordinary one at the end of each round; empty or absent for none. */
  readonly hostileAmounts?: readonly string[] | undefined;
  /** Who pays for the route: the service, or the account that pays (`passed-on`), and then only our rail knows what a payout costs. */
  readonly routingFees: RoutingFees;
  /** Whether a payout that was charged and failed gets its fee back, as declared. Absent: it does. */
  readonly feeOnRefund?: FeeOnRefund | undefined;
  /** How far the reads of the service may lag behind, as declared, in milliseconds. */
  readonly staleReadsMs: number;
  readonly clientTimeoutMs: number;
  readonly faults: readonly DeclaredFault[];
  readonly thresholds: Thresholds;
  /** All alerts, including the built-in ones. */
  readonly alerts: readonly AlertRule[];
  readonly expect: Expectation;
  /** Doubts about the plan, for example a rate that rounds to no payout. */
  readonly doubts: readonly Doubt[];
  readonly notes: readonly string[];
  /** The command line that repeats the run. */
  readonly reproduce: string;
  /** What repeats a run in virtual time to the byte, together with the seed; absent for any other run, and where it is not known. */
  readonly simulated?: SimulatedRun | undefined;
}

/** A run in virtual time. */
export interface SimulatedRun {
  /** The scenario as it would be written in one file, with everything that overrode it. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly order: WrittenOrder;
}

/** A declared fault of a run, over all phases. */
export interface DeclaredFault {
  readonly name: string;
  readonly where: FaultPlace;
  /** How often it is to fire: once for each payout that meets it, and each attempt of it that does. */
  readonly planned: number;
  /** How many attempts of a payout meet it in a row; missing for 1. */
  readonly inARow?: number | undefined;
  /** Whose callbacks it concerns; missing for a fault elsewhere, and where it concerns both. */
  readonly to?: CallbackReceiver | undefined;
}

/** What decides what was paid: our rail, or else the answers and lists of the service. */
export type Oracle = "rail" | "answers";

/** What an injected payment timeout means if answers are the oracle: declared never to pay, or open like any other timeout. */
export type InjectedTimeouts = "never-paid" | "unknown";

/** Whether the service absorbs the fees of the route, or charges them to the account beside its own. */
export type RoutingFees = "absorbed" | "passed-on";

/** A project as the scenario declares it. */
export interface DeclaredProject {
  readonly projectId: string;
  readonly balanceMsat: Msat;
  /** What the service may hold beyond the cost of a payout under way, as declared: the higher of the two. */
  readonly mayHold: ReserveRule;
}
