import type { Fact } from "./domain/fact.ts";
import type { Order, Schedule } from "./domain/schedule.ts";
import type { TraceEvent } from "./domain/trace.ts";
import type { Candidate, Try } from "./explore/port.ts";
import { historyHash } from "./journal/history-hash.ts";
import { type RunOptions, runScenario, type ScenarioRun } from "./run-scenario.ts";
import { defineScenario, type ScenarioInput } from "./scenario/define.ts";
import { type Overrides, type Plan, planScenario } from "./scenario/plan.ts";
import type { Scenario } from "./scenario/schema.ts";
import { createSimulation, type Simulation, type SimulationOptions } from "./simulation/index.ts";

/** The same candidate gave two histories: something that is neither drawn from the seed nor in virtual time decides. A bug, and no finding. */
export class UnrepeatableError extends Error {
  constructor() {
    super("the same scenario, seed and order gave two different histories: something escapes virtual time or the seed");
    this.name = "UnrepeatableError";
  }
}

/**
 * Runs the first candidate twice, before its own run, and compares everything that happened. @throws UnrepeatableError when it is not the same
 */
export function repeatedTry(tryIt: Try): Try {
  let isChecked = false;
  return async (candidate, options) => {
    if (!isChecked) {
      isChecked = true;
      const { history } = await tryIt(candidate, { traced: true });
      const again = await tryIt(candidate, { traced: true });
      if (history !== again.history) throw new UnrepeatableError();
    }
    return tryIt(candidate, options);
  };
}

/** How candidates are run under virtual time. */
export interface SimulatedTryOptions
  extends Omit<Overrides, "seed">,
    Pick<SimulationOptions, "withStore" | "withRail"> {
  /** Makes one run in virtual time, by default of the embedded API. */
  readonly simulate?: ((options: SimulationOptions) => Simulation) | undefined;
}

/**
 * Runs candidates in this process under virtual time. The plan of a document and a seed is made once. @throws ScenarioError, PlanError for a document
 * that cannot be run
 */
export function simulatedTry({
  withStore,
  withRail,
  simulate = createSimulation,
  ...overrides
}: SimulatedTryOptions = {}): Try {
  const planOf = plansOf(overrides);
  return async (candidate, { traced = false } = {}) => {
    const trace: TraceEvent[] = [];
    const tracer = traced ? (event: TraceEvent) => void trace.push(event) : undefined;
    const simulation = simulate({ seed: candidate.seed, order: candidate.order, withStore, withRail, traced: tracer });
    const { reconciliation, journal } = await runScenario(planOf(candidate), { simulation });
    const { verdict, findings } = reconciliation;
    return {
      verdict,
      findings,
      ordered: simulation.ordered(),
      history: traced ? historyHash(journal) : "",
      reached: reachedIn(journal),
      trace,
    };
  };
}

/** A run in virtual time, with all that is known about it. */
export interface SimulatedHistory extends ScenarioRun {
  readonly trace: readonly TraceEvent[];
  readonly schedule: Schedule;
}

/** Runs a plan once more in an order, and tells everything that happens. `options` are those of the run that is repeated. */
export async function runInOrder(
  plan: Plan,
  order: Order | undefined,
  options: Pick<RunOptions, "document" | "reproduce"> = {},
): Promise<SimulatedHistory> {
  const trace: TraceEvent[] = [];
  const simulation = createSimulation({ seed: plan.seed, order, traced: (event) => void trace.push(event) });
  const run = await runScenario(plan, { ...options, simulation });
  return { ...run, trace, schedule: simulation.ordered().schedule };
}

/** The plan of each document and seed, kept for as long as the document is tried. */
function plansOf(overrides: Omit<Overrides, "seed">): (candidate: Candidate) => Plan {
  const scenarios = new WeakMap<ScenarioInput, Scenario>();
  const plans = new WeakMap<ScenarioInput, Map<number, Plan>>();
  return ({ document, seed }) => {
    const scenario = scenarios.get(document) ?? defineScenario(document);
    scenarios.set(document, scenario);
    const known = plans.get(document) ?? new Map<number, Plan>();
    plans.set(document, known);
    const plan = known.get(seed) ?? planScenario(scenario, { ...overrides, seed });
    known.set(seed, plan);
    return plan;
  };
}

function reachedIn(journal: Iterable<Fact>): readonly string[] {
  const reached = new Set<string>();
  for (const fact of journal) {
    if (fact.kind === "fault-fired") reached.add(fact.fault);
    if (fact.kind === "api-crashed") reached.add(`${fact.how} ${fact.point}`);
  }
  return [...reached];
}
