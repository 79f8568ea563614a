import type { AlertRule } from "../domain/alert.ts";
import type { CrashPoint, PlannedCrash } from "../domain/crash-point.ts";
import type { Doubt } from "../domain/doubt.ts";
import type { DuplicateHandlingName } from "../domain/duplicate-handling.ts";
import { type Msat, msatOf } from "../domain/money.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";
import type { PayoutNumber, RetryKey } from "../domain/payout.ts";
import type { Expectation, Thresholds } from "../domain/run-started.ts";
import { DEFAULT_STRATEGY, type StrategyName } from "../domain/strategy.ts";
import type { WireFaultName } from "../wire/index.ts";
import { drawAmounts, shareOut, stream } from "./draw.ts";
import { faultCount, faultRate } from "./fault-share.ts";
import { limits, type Range } from "./limits.ts";
import type { Phase } from "./phase.ts";
import {
  type FaultName,
  type NamedShare,
  paymentFaultShares,
  payoutsWithFault,
  wireFaultShares,
} from "./phase-faults.ts";
import type { Scenario } from "./schema.ts";

/**
 * A plan is a scenario with every chance already drawn: which payout pays how much out of which project, and which payout meets
 * which fault. It is plain data; the same scenario and the same seed make the same plan, to the byte.
 */
export interface Plan {
  readonly scenario: string;
  readonly description: string;
  readonly seed: number;
  readonly projects: readonly { readonly projectId: string; readonly balanceMsat: Msat }[];
  /** How many payouts there are; they are numbered from 1. */
  readonly payouts: number;
  /** The amount of payout n at index n - 1. */
  readonly amountsMsat: Float64Array;
  /** The index in `projects` of the project of payout n at index n - 1. */
  readonly projectOf: Uint16Array;
  readonly phases: readonly PlannedPhase[];
  /** The fates of the payments of a payout, first to last; payouts that are not in it, and payments past the list, settle. */
  readonly paymentFaults: ReadonlyMap<PayoutNumber, readonly PaymentFaultName[]>;
  /** The trouble that a payout meets on the wire, once; it may meet a fate as well. */
  readonly wireFaults: ReadonlyMap<PayoutNumber, WireFaultName>;
  /** Every fault of every phase, as declared, with the exact number of payouts it meets, and every crash. */
  readonly faults: readonly PlannedFault[];
  readonly client: PlannedClient;
  /** True where payouts are to be refused because a balance does not suffice. */
  readonly refusalsExpected: boolean;
  readonly api: PlannedApi;
  /** What the Lightning node does with a payment hash that it has seen before. */
  readonly rail: { readonly duplicates: DuplicateHandlingName };
  /** How many processes serve the embedded API, on one ledger. */
  readonly instances: number;
  /** Crashes of the embedded API, in order: each is armed when the API is back from the previous one. */
  readonly crashes: readonly PlannedCrash[];
  /** How long everything may take to come to rest after the load. */
  readonly drainMs: number;
  readonly thresholds: Thresholds;
  /** The alerts that are always on, and those of the scenario. */
  readonly alerts: readonly AlertRule[];
  readonly expect: Expectation;
  /** What can already be said against the run, for example a rate that rounds to no payout. */
  readonly doubts: readonly Doubt[];
}

/** A stretch of the load, with its payouts numbered. */
export interface PlannedPhase {
  readonly name: string;
  /** The number of its first payout. */
  readonly first: PayoutNumber;
  readonly payouts: number;
  readonly arrival: Arrival;
  /** The declared rate of each fault from 0 to 1, for a target whose own switch injects them. */
  readonly rates: readonly { readonly fault: PaymentFaultName; readonly rate: number }[];
}

/** Closed: so many at once, the next one when one is answered. Open: so many a second, whether or not they are answered. */
export type Arrival =
  | { readonly kind: "closed"; readonly concurrency: number }
  | { readonly kind: "open"; readonly perSecond: number };

/** One fault of one phase with the exact number of payouts that meet it, or one crash. */
export interface PlannedFault {
  readonly name: FaultName | CrashPoint;
  /** Null for a crash, which comes when its place in the code is reached and not with a phase. */
  readonly phase: string | null;
  /** As written: `5%`, `3`; of a crash, `occurrence 3`. */
  readonly declared: string;
  /** A crash is planned once. */
  readonly planned: number;
}

/** The embedded API: how it moves money, and how long it waits for the rail. An external target decides both itself. */
export interface PlannedApi {
  readonly strategy: StrategyName;
  readonly railTimeoutMs: number;
}

/** How the caller behaves: when it gives up, and how it tries again. */
export interface PlannedClient {
  /** When the caller gives up waiting for an answer; null where the scenario leaves it to the system that is called. */
  readonly timeoutMs: number | null;
  /** How many attempts one payout may take in all; 1 is no retry. */
  readonly attempts: number;
  /** The wait before the second attempt; it doubles with each further one. */
  readonly backoffMs: number;
  readonly retryKey: RetryKey;
}

/** When a caller gives up on an API of our own, and on a service of somebody else's, where the scenario does not say. */
const DEFAULT_TIMEOUT_MS = { embedded: 2_000, target: 30_000 } as const;

/** When the caller of this system gives up waiting for an answer, in milliseconds. */
export function clientTimeoutMs({ client }: Plan, system: keyof typeof DEFAULT_TIMEOUT_MS): number {
  return client.timeoutMs ?? DEFAULT_TIMEOUT_MS[system];
}

/** What wins over the file. `concurrency` and `payouts` are those of every closed phase; open phases keep theirs. */
export interface Overrides {
  /** Needed where the scenario names no seed. */
  readonly seed?: number | undefined;
  readonly strategy?: StrategyName | undefined;
  readonly concurrency?: number | undefined;
  readonly payouts?: number | undefined;
  readonly railTimeoutMs?: number | undefined;
  readonly expect?: Expectation | undefined;
}

/** A scenario that cannot be carried out with these overrides. */
export class PlanError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PlanError";
  }
}

/**
 * Draws every chance of a scenario. Rates are exact, so the seed only chooses which payouts meet a fault; each phase and the
 * amounts have a stream of chance of their own, so that changing one of them moves nothing else.
 *
 * The seed is `overrides.seed`, else the scenario's own. @throws PlanError where neither names one, where an override is out of
 * range, and where a phase has fewer payouts than its faults are to meet.
 */
export function planScenario(scenario: Scenario, overrides: Overrides = {}): Plan {
  const seed = within("seed", overrides.seed ?? scenario.seed, limits.seed);
  const phases = scenario.load.map((phase) => overridden(phase, overrides));
  const payouts = within("payouts in all phases", sum(phases.map((phase) => phase.payouts)), limits.payouts);
  const planned = phases.map((phase, index) => {
    return plannedPhase(phase, 1 + sum(phases.slice(0, index).map((earlier) => earlier.payouts)));
  });
  const { paymentFaults, wireFaults } = drawFaults(phases, planned, seed);
  return {
    scenario: scenario.name,
    description: scenario.description,
    seed,
    projects: scenario.projects.map(({ projectId, balanceSats }) => ({ projectId, balanceMsat: msatOf(balanceSats) })),
    payouts,
    amountsMsat: Float64Array.from(drawAmounts(scenario.payouts.amount, payouts, stream(seed, "amounts")), msatOf),
    projectOf: Uint16Array.from({ length: payouts }, (_, index) => index % scenario.projects.length),
    phases: planned,
    paymentFaults,
    wireFaults,
    faults: [
      ...phases.flatMap((phase) => sharesOf(phase).map((each) => plannedFault(phase, each))),
      ...scenario.crashes.map(plannedCrash),
    ],
    client: scenario.client,
    refusalsExpected: scenario.refusals === "expected",
    api: plannedApi(scenario, overrides),
    rail: scenario.rail,
    instances: scenario.instances,
    crashes: scenario.crashes,
    drainMs: scenario.drainMs,
    ...{ thresholds: scenario.thresholds, alerts: scenario.alerts },
    expect: overrides.expect ?? scenario.expect,
    doubts: phases.flatMap((phase) => sharesOf(phase).flatMap((each) => vanished(phase, each))),
  };
}

function within(what: string, value: number | undefined, { from, to }: Range): number {
  if (value === undefined) throw new PlanError(`the scenario names no ${what}, so one has to be given`);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new PlanError(`${what}: ${value} is not a whole number from ${from} to ${to}`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function overridden(phase: Phase, { concurrency, payouts }: Overrides): Phase {
  if (phase.arrival.kind === "open") return phase;
  return {
    ...phase,
    payouts: within("payouts", payouts ?? phase.payouts, limits.payouts),
    arrival: {
      kind: "closed",
      concurrency: within("concurrency", concurrency ?? phase.arrival.concurrency, limits.concurrency),
    },
  };
}

function plannedApi({ api }: Scenario, { strategy, railTimeoutMs }: Overrides): Plan["api"] {
  return {
    strategy: strategy ?? api.strategy ?? DEFAULT_STRATEGY,
    railTimeoutMs: within("railTimeoutMs", railTimeoutMs ?? api.railTimeoutMs, limits.railTimeoutMs),
  };
}

function sharesOf({ faults }: Phase): readonly NamedShare[] {
  return [...paymentFaultShares(faults), ...wireFaultShares(faults)];
}

function plannedPhase(phase: Phase, first: PayoutNumber): PlannedPhase {
  const rates = paymentFaultShares(phase.faults).map(({ fault, share }) => ({
    fault,
    rate: faultRate(share, phase.payouts),
  }));
  return { name: phase.name, first, payouts: phase.payouts, arrival: phase.arrival, rates };
}

function plannedFault(phase: Phase, { fault, share }: NamedShare): PlannedFault {
  return { name: fault, phase: phase.name, declared: share.declared, planned: faultCount(share, phase.payouts) };
}

function plannedCrash({ at, occurrence }: PlannedCrash): PlannedFault {
  return { name: at, phase: null, declared: `occurrence ${occurrence}`, planned: 1 };
}

/** A rate that rounds to nobody makes the run vacuous, and it has to say so. */
function vanished(phase: Phase, { fault, share }: NamedShare): Doubt[] {
  if (share.kind !== "rate" || share.millionths === 0 || faultCount(share, phase.payouts) > 0) return [];
  const { name, payouts } = phase;
  return [{ kind: "fault-rounds-to-zero", fault, declared: share.declared, phase: name, payouts }];
}

/** Fates and wire faults are drawn independently of each other, so that one payout may meet one of each. */
function drawFaults(phases: readonly Phase[], planned: readonly PlannedPhase[], seed: number) {
  const paymentFaults = new Map<PayoutNumber, readonly PaymentFaultName[]>();
  const wireFaults = new Map<PayoutNumber, WireFaultName>();
  for (const [index, phase] of phases.entries()) {
    const [atNode, onWire] = [paymentFaultShares(phase.faults), wireFaultShares(phase.faults)];
    const place = { first: planned[index]?.first ?? 1, payouts: phase.payouts };
    for (const shares of [atNode, onWire]) refuseTooMany(shares, phase);
    shareOut(
      atNode,
      place,
      stream(seed, `faults of ${phase.name}`),
      (payout, fault) => void paymentFaults.set(payout, [fault]),
    );
    shareOut(
      onWire,
      place,
      stream(seed, `wire of ${phase.name}`),
      (payout, fault) => void wireFaults.set(payout, fault),
    );
  }
  return { paymentFaults, wireFaults };
}

function refuseTooMany(shares: readonly NamedShare[], { name, payouts }: Phase): void {
  const all = payoutsWithFault(shares, payouts);
  if (all <= payouts) return;
  const names = shares.map(({ fault }) => fault).join(", ");
  throw new PlanError(`the faults ${names} are to meet ${counted(all)} of phase "${name}", and it has only ${payouts}`);
}

function counted(payouts: number): string {
  return payouts === 1 ? "1 payout" : `${payouts} payouts`;
}
