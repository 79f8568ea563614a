import type { Range } from "../document/limits.ts";
import type { AlertRule } from "../domain/alert.ts";
import type { CrashPoint, PlannedCrash } from "../domain/crash-point.ts";
import type { Doubt } from "../domain/doubt.ts";
import type { DuplicateHandlingName } from "../domain/duplicate-handling.ts";
import type { EdgeEvent } from "../domain/edge-event.ts";
import type { ChargeRule } from "../domain/fee.ts";
import { counted, formatInteger } from "../domain/format.ts";
import type { HostileAmountName } from "../domain/hostile-amount.ts";
import type { Moment, PlannedInterruption } from "../domain/moment.ts";
import { type Msat, msatOf } from "../domain/money.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";
import type { PayoutNumber, RetryCondition, RetryKey } from "../domain/payout.ts";
import type { Expectation, Thresholds } from "../domain/run-started.ts";
import type { Schedule } from "../domain/schedule.ts";
import { DEFAULT_STRATEGY, type StrategyName } from "../domain/strategy.ts";
import { askedAmount } from "./asked-amount.ts";
import { type Crash, isAtMoment, isAtPoint } from "./crashes.ts";
import { chanceFor } from "./draw.ts";
import { type CrashScope, drawCrashes } from "./draw-crashes.ts";
import { amountsOf, projectsOf } from "./draw-payouts.ts";
import type { FaultName } from "./fault-names.ts";
import { limits } from "./limits.ts";
import { missingPayout } from "./order.ts";
import type { Phase } from "./phase.ts";
import {
  type DrawnFaults,
  drawPhaseFaults,
  type NumberedPhase,
  plannedFaults,
  vanishingFaults,
} from "./phase-draws.ts";
import { sharesIn, totalFaultCount } from "./phase-faults.ts";
import type { Scenario } from "./schema.ts";
import { scheduleOf } from "./simulate.ts";

/**
 * A scenario with every random choice already made: what each payout pays, from which project, and which fault it meets. The same
 * scenario and seed make the same plan.
 */
export interface Plan extends DrawnFaults {
  readonly scenario: string;
  readonly description: string;
  readonly seed: number;
  readonly projects: readonly { readonly projectId: string; readonly balanceMsat: Msat }[];
  /** How many; they are numbered from 1. */
  readonly payouts: number;
  /** The amount of payout n at index n - 1; in four bytes each where they fit. */
  readonly amountsMsat: Float64Array | Uint32Array;
  /** The index in `projects` of the project of payout n at index n - 1. */
  readonly projectOf: Uint16Array | Uint8Array;
  /** Whether payouts 2k - 1 and 2k are given the same invoice; amount and project are then the same, too. */
  readonly sharedInvoices: boolean;
  /** The amounts that nobody can pay among which payouts take turns; empty for none. Their amount is 0 above. */
  readonly hostileAmounts: readonly HostileAmountName[];
  readonly phases: readonly PlannedPhase[];
  /** Every declared fault of every phase, every crash and every interruption. */
  readonly faults: readonly PlannedFault[];
  readonly client: PlannedClient;
  /** Whether the scenario lets a balance run out, so that payouts are refused. */
  readonly refusalsExpected: boolean;
  readonly api: PlannedApi;
  /** What the Lightning node does with a payment hash it has seen before. */
  readonly rail: { readonly duplicates: DuplicateHandlingName };
  /** Processes of the embedded API on one ledger, or of a service that we start. */
  readonly instances: number;
  /** Crashes of the embedded API, in order. Each is armed once the API has restarted after the previous one. */
  readonly crashes: readonly PlannedCrash[];
  /** Interruptions at moments seen from outside, in order; none where there are crashes. Each is armed once the previous one is over. */
  readonly interruptions: readonly PlannedInterruption[];
  /** The order of events in virtual time; null for a run on real processes, and for an order that is drawn. */
  readonly simulate: Schedule | null;
  /** The order of events at our two ends of the service; empty where none is forced. */
  readonly edgeOrder: readonly EdgeEvent[];
  /** How long payouts may take to reach a terminal state after the load. */
  readonly drainMs: number;
  readonly thresholds: Thresholds;
  /** The built-in alerts, and those of the scenario. */
  readonly alerts: readonly AlertRule[];
  readonly expect: Expectation;
  /** Known before the run, for example a rate that rounds to no payout. */
  readonly doubts: readonly Doubt[];
}

/** A phase with its payouts numbered. */
export interface PlannedPhase {
  readonly name: string;
  /** The number of its first payout. */
  readonly first: PayoutNumber;
  readonly payouts: number;
  readonly arrival: Arrival;
  /** The declared rate of each fault from 0 to 1, for a target whose own switch injects them. */
  readonly rates: readonly { readonly fault: PaymentFaultName; readonly rate: number }[];
}

/** How payouts arrive: closed, so many in flight at once; or open, so many a second whether or not earlier ones are answered. */
export type Arrival = Phase["arrival"];

/** A fault of a phase with the exact number of payouts that meet it, or a crash or an interruption. */
export interface PlannedFault {
  readonly name: FaultName | CrashPoint | Moment;
  /** Null for a crash or an interruption, which belongs to no phase. */
  readonly phase: string | null;
  /** As written: `5%` or `3`; for a crash `occurrence 3`. */
  readonly declared: string;
  /** 1 for a crash or an interruption. */
  readonly planned: number;
}

/** How the embedded API moves money, and how long it waits for the rail. */
export interface PlannedApi {
  readonly strategy: StrategyName;
  readonly railTimeoutMs: number;
  /** How long after a payment has failed for good the node is asked once more; null for never. */
  readonly recheckAfterMs: number | null;
  readonly fee: ChargeRule;
  /** Whether the rail tells it how payments end. */
  readonly webhooks: boolean;
}

/** When the caller gives up, and how it retries. */
export interface PlannedClient {
  /** Null where the scenario leaves it to the system under test. */
  readonly timeoutMs: number | null;
  /** The total number of attempts of a payout; 1 means no retry. */
  readonly attempts: number;
  /** The wait before the second attempt; it doubles each time. */
  readonly backoffMs: number;
  readonly retryKey: RetryKey;
  readonly retryWhen: RetryCondition;
}

/** How long the caller waits for each system where the scenario does not say. */
const DEFAULT_TIMEOUT_MS = { embedded: 2_000, target: 30_000 } as const;

/** How long the caller waits for an answer, in milliseconds. */
export function clientTimeoutMs({ client }: Plan, system: keyof typeof DEFAULT_TIMEOUT_MS): number {
  return client.timeoutMs ?? DEFAULT_TIMEOUT_MS[system];
}

/** Values that override the file. `concurrency` and `payouts` apply to every closed phase. */
export interface Overrides {
  /** Required where the scenario has no seed. */
  readonly seed?: number | undefined;
  readonly strategy?: StrategyName | undefined;
  readonly concurrency?: number | undefined;
  readonly payouts?: number | undefined;
  readonly railTimeoutMs?: number | undefined;
  readonly expect?: Expectation | undefined;
  /** True for a service that we start: random crashes come at moments that are seen from outside. Default: whether the scenario has a service. */
  readonly isSeenFromOutside?: boolean | undefined;
  /** False for a service that is told no amount, as one that is given an invoice. Default: true. */
  readonly isToldAmounts?: boolean | undefined;
  /** The accounts of a service, in place of the projects. One whose balance is null takes the declared balance of the project that it replaces. */
  readonly accounts?: readonly { readonly id: string; readonly balanceMsat: Msat | null }[] | undefined;
}

/** A scenario that cannot run with these overrides. */
export class PlanError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PlanError";
  }
}

/**
 * Makes every random choice of a scenario. Rates are exact: the seed only chooses which payouts meet a fault.
 * @throws PlanError without a seed, when an override is out of range, and when a phase has too few payouts for its faults.
 */
export function planScenario(scenario: Scenario, overrides: Overrides = {}): Plan {
  const seed = within("seed", overrides.seed ?? scenario.seed, limits.seed);
  const phases = numberedPhases(scenario, overrides);
  const projects = plannedProjectsOf(scenario, overrides);
  const payouts = within("payouts in all phases", totalPayouts(phases), limits.payouts);
  const { amount, doubts } = askedAmount(scenario.payouts.amount, overrides.isToldAmounts ?? true);
  const crashes = drawCrashes(scenario.crashes, crashScope(scenario, phases, overrides), chanceFor(seed, "crashes"));
  return {
    scenario: scenario.name,
    description: scenario.description,
    seed,
    projects,
    payouts,
    amountsMsat: amountsOf(scenario, amount, payouts, chanceFor(seed, "amounts")),
    projectOf: projectsOf(scenario, projects.length, payouts),
    sharedInvoices: scenario.payouts.invoice === "shared",
    hostileAmounts: amount.kind === "hostile" ? amount.names : [],
    phases: phases.map(plannedPhase),
    ...drawPhaseFaults(phases, seed),
    faults: [...phases.flatMap(plannedFaults), ...crashes.map(plannedCrash)],
    client: scenario.client,
    refusalsExpected: scenario.refusals === "expected",
    api: {
      strategy: overrides.strategy ?? scenario.api.strategy ?? DEFAULT_STRATEGY,
      railTimeoutMs: within(
        "railTimeoutMs",
        overrides.railTimeoutMs ?? scenario.api.railTimeoutMs,
        limits.railTimeoutMs,
      ),
      recheckAfterMs: scenario.api.recheckAfterMs,
      fee: scenario.api.fee,
      webhooks: scenario.api.webhooks,
    },
    rail: scenario.rail,
    instances: scenario.instances,
    crashes: crashes.filter(isAtPoint),
    interruptions: crashes.filter(isAtMoment),
    simulate: scheduleOf(scenario),
    edgeOrder: orderWithin(scenario, payouts),
    drainMs: scenario.drainMs,
    thresholds: scenario.thresholds,
    alerts: scenario.alerts,
    expect: overrides.expect ?? scenario.expect,
    doubts: [...phases.flatMap(vanishingFaults), ...doubts],
  };
}

function orderWithin({ order }: Scenario, payouts: number): Plan["edgeOrder"] {
  const problem = missingPayout(order, payouts);
  if (problem !== undefined) throw new PlanError(problem);
  return order;
}

function within(what: string, value: number | undefined, { from, to }: Range): number {
  if (value === undefined) throw new PlanError(`the scenario has no ${what}: pass one as an override`);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new PlanError(`${what} must be a whole number from ${from} to ${formatInteger(to)} (got ${value})`);
}

function plannedProjectsOf({ projects }: Scenario, { accounts }: Overrides): Plan["projects"] {
  const declared = projects.map(({ projectId, balanceSats }) => ({ projectId, balanceMsat: msatOf(balanceSats) }));
  if (accounts === undefined || accounts.length === 0) return declared;
  return accounts.map(({ id, balanceMsat }, index) => {
    return { projectId: id, balanceMsat: balanceMsat ?? declared[index % declared.length]?.balanceMsat ?? 0 };
  });
}

function crashScope(
  { instances, service }: Scenario,
  phases: readonly Phase[],
  { isSeenFromOutside = service !== null }: Overrides,
): CrashScope {
  const concurrency = Math.max(...phases.map(({ arrival }) => (arrival.kind === "closed" ? arrival.concurrency : 1)));
  return { payouts: totalPayouts(phases), concurrency, instances, isSeenFromOutside };
}

function numberedPhases({ load }: Scenario, { concurrency, payouts }: Overrides): readonly NumberedPhase[] {
  const phases = load.map((phase): Phase => {
    if (phase.arrival.kind === "open") return phase;
    const declared = within("concurrency", concurrency ?? phase.arrival.concurrency, limits.concurrency);
    // Fewer payouts than the file has callers: no doubt about that, because it was asked for.
    const atOnce = concurrency === undefined && payouts !== undefined ? Math.min(declared, payouts) : declared;
    return {
      ...phase,
      payouts: within("payouts", payouts ?? phase.payouts, limits.payouts),
      arrival: { kind: "closed", concurrency: atOnce },
    };
  });
  for (const phase of phases) refuseTooManyFaults(phase);
  return phases.map((phase, index) => ({ ...phase, first: 1 + totalPayouts(phases.slice(0, index)) }));
}

function totalPayouts(phases: readonly Phase[]): number {
  return phases.reduce((sum, { payouts }) => sum + payouts, 0);
}

function refuseTooManyFaults({ name, payouts, faults }: Phase): void {
  for (const sharesOf of Object.values(sharesIn)) {
    const shares = sharesOf(faults);
    const needed = totalFaultCount(shares, payouts);
    if (needed <= payouts) continue;
    const names = shares.map(({ fault }) => fault).join(", ");
    throw new PlanError(
      `phase "${name}" has only ${counted(payouts, "payout")}, but its faults (${names}) need ${formatInteger(needed)}`,
    );
  }
}

function plannedPhase({ name, first, payouts, arrival, faults }: NumberedPhase): PlannedPhase {
  const rates = sharesIn.payment(faults).map(({ fault, share }) => {
    return { fault, rate: share.kind === "count" ? share.count / payouts : share.millionths / 1_000_000 };
  });
  return { name, first, payouts, arrival, rates };
}

function plannedCrash(crash: Crash): PlannedFault {
  const name = isAtPoint(crash) ? crash.at : crash.when;
  return { name, phase: null, declared: `occurrence ${crash.occurrence}`, planned: 1 };
}
