import { DEFAULT_STRATEGY, type StrategyName } from "../api/strategies/names.ts";
import type { Expectation, Thresholds } from "../domain/fact.ts";
import type { Sats } from "../domain/money.ts";
import type { PayoutNumber, RetryKey } from "../domain/payout.ts";
import { type Chance, sample, seededChance } from "../domain/random.ts";
import { type FateName, isFateName } from "../lightning/fates.ts";
import type { Amount } from "./amount.ts";
import { type FaultShare, faultCount, faultRate } from "./fault-share.ts";
import { limits, type Range } from "./limits.ts";
import type { Phase } from "./phase.ts";
import type { Scenario } from "./schema.ts";

/**
 * A plan is a scenario with every chance already drawn: which payout pays how much out of which project, and which payout meets
 * which fault. It is plain data; the same scenario and the same seed make the same plan, to the byte.
 */
export interface Plan {
  readonly scenario: string;
  readonly description: string;
  readonly seed: number;
  readonly projects: readonly { readonly projectId: string; readonly balanceSats: Sats }[];
  /** How many payouts there are; they are numbered from 1. */
  readonly payouts: number;
  /** The amount of payout n at index n - 1. */
  readonly amountsSats: Uint32Array;
  /** The index in `projects` of the project of payout n at index n - 1. */
  readonly projectOf: Uint16Array;
  readonly phases: readonly PlannedPhase[];
  /** The fates of the payments of a payout, first to last; payouts that are not in it, and payments past the list, settle. */
  readonly fates: ReadonlyMap<PayoutNumber, readonly FateName[]>;
  /** Every fault of every phase, as declared, with the exact number of payouts it meets. */
  readonly faults: readonly PlannedFault[];
  readonly client: PlannedClient;
  readonly api: { readonly strategy: StrategyName; readonly railTimeoutMs: number };
  /** How long everything may take to come to rest after the load. */
  readonly drainMs: number;
  readonly thresholds: Thresholds;
  readonly expect: Expectation;
  /** What can already be said against the run, for example a rate that rounds to no payout. */
  readonly doubts: readonly string[];
}

/** A stretch of the load, with its payouts numbered. */
export interface PlannedPhase {
  readonly name: string;
  /** The number of its first payout. */
  readonly first: PayoutNumber;
  readonly payouts: number;
  readonly arrival: Arrival;
  /** The declared rate of each fault from 0 to 1, for a target whose own switch injects them. */
  readonly rates: readonly { readonly fault: FateName; readonly rate: number }[];
}

/** Closed: so many at once, the next one when one is answered. Open: so many a second, whether or not they are answered. */
export type Arrival =
  | { readonly kind: "closed"; readonly concurrency: number }
  | { readonly kind: "open"; readonly perSecond: number };

/** One fault of one phase, with the exact number of payouts that meet it. */
export interface PlannedFault {
  readonly name: FateName;
  readonly phase: string;
  /** As written: `5%`, `3`. */
  readonly declared: string;
  readonly planned: number;
}

/** How the caller behaves: when it gives up, and how it tries again. */
export interface PlannedClient {
  /** When the caller gives up waiting for an answer. */
  readonly patienceMs: number;
  /** How many attempts one payout may take in all; 1 is no retry. */
  readonly attempts: number;
  /** The wait before the second attempt; it doubles with each further one. */
  readonly backoffMs: number;
  readonly retryKey: RetryKey;
}

/** What wins over the file. `concurrency` and `payouts` are those of every closed phase; open phases keep theirs. */
export interface Overrides {
  /** Needed where the scenario names no seed. */
  readonly seed?: number | undefined;
  readonly strategy?: StrategyName | undefined;
  readonly concurrency?: number | undefined;
  readonly payouts?: number | undefined;
  readonly railTimeoutMs?: number | undefined;
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
  const fates = new Map<PayoutNumber, readonly FateName[]>();
  const planned = phases.map((phase, index) => {
    const first = 1 + sum(phases.slice(0, index).map((earlier) => earlier.payouts));
    drawFates(phase, first, seed, fates);
    return plannedPhase(phase, first);
  });
  return {
    scenario: scenario.name,
    description: scenario.description,
    seed,
    projects: scenario.projects,
    payouts,
    amountsSats: drawAmounts(scenario.payouts.amount, payouts, stream(seed, "amounts")),
    projectOf: Uint16Array.from({ length: payouts }, (_, index) => index % scenario.projects.length),
    phases: planned,
    fates,
    faults: phases.flatMap((phase) => sharesOf(phase).map((each) => plannedFault(phase, each))),
    client: scenario.client,
    api: plannedApi(scenario, overrides),
    drainMs: scenario.drainMs,
    thresholds: scenario.thresholds,
    expect: scenario.expect,
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

interface NamedShare {
  readonly fault: FateName;
  readonly share: FaultShare;
}

function sharesOf(phase: Phase): NamedShare[] {
  return Object.entries(phase.faults).flatMap(([fault, share]) => (isFateName(fault) ? [{ fault, share }] : []));
}

function plannedPhase(phase: Phase, first: PayoutNumber): PlannedPhase {
  const rates = sharesOf(phase).map(({ fault, share }) => ({ fault, rate: faultRate(share, phase.payouts) }));
  return { name: phase.name, first, payouts: phase.payouts, arrival: phase.arrival, rates };
}

function plannedFault(phase: Phase, { fault, share }: NamedShare): PlannedFault {
  return { name: fault, phase: phase.name, declared: share.declared, planned: faultCount(share, phase.payouts) };
}

/** A rate that rounds to nobody makes the run vacuous, and it has to say so. */
function vanished(phase: Phase, { fault, share }: NamedShare): string[] {
  if (share.kind !== "rate" || share.millionths === 0 || faultCount(share, phase.payouts) > 0) return [];
  const of = `${share.declared} of the ${counted(phase.payouts)} of phase "${phase.name}"`;
  return [`${fault}: ${of} is less than half a payout, so it meets none; raise the payouts or the rate`];
}

/** Chooses the payouts of a phase that meet a fault, and shares them out among its faults: no payout meets two. */
function drawFates(
  phase: Phase,
  first: PayoutNumber,
  seed: number,
  fates: Map<PayoutNumber, readonly FateName[]>,
): void {
  const chance = stream(seed, `faults of ${phase.name}`);
  const shares = sharesOf(phase).map(({ fault, share }) => ({ fault, count: faultCount(share, phase.payouts) }));
  const all = sum(shares.map(({ count }) => count));
  if (all > phase.payouts) {
    const names = shares.map(({ fault }) => fault).join(", ");
    const wanted = `${names} are to meet ${counted(all)} of phase "${phase.name}"`;
    throw new PlanError(`the faults ${wanted}, and it has only ${phase.payouts}`);
  }
  let left = sample(phase.payouts, all, chance);
  for (const { fault, count } of shares) {
    const chosen = new Set(sample(left.length, count, chance));
    for (const index of chosen) fates.set(first + (left[index] ?? 0), [fault]);
    left = left.filter((_, index) => !chosen.has(index));
  }
}

function drawAmounts(amount: Amount, payouts: number, chance: Chance): Uint32Array {
  const upTo = (size: number) => Math.floor(chance() * size);
  switch (amount.kind) {
    case "fixed":
      return new Uint32Array(payouts).fill(amount.sats);
    case "range": {
      const span = amount.maxSats - amount.minSats + 1;
      return Uint32Array.from({ length: payouts }, () => amount.minSats + upTo(span));
    }
    case "choice":
      return Uint32Array.from({ length: payouts }, () => amount.sats[upTo(amount.sats.length)] ?? 0);
  }
}

/** A source of chance for one purpose: the seed, moved by a hash of the purpose's name (FNV-1a). */
function stream(seed: number, purpose: string): Chance {
  let hash = 0x811c9dc5;
  for (const character of purpose) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return seededChance((seed ^ hash) >>> 0);
}

function counted(payouts: number): string {
  return payouts === 1 ? "1 payout" : `${payouts} payouts`;
}
