import type { Fact } from "../../src/domain/fact.ts";
import type { Reconciliation } from "../../src/domain/reconciliation.ts";
import type { StrategyName } from "../../src/domain/strategy.ts";
import { runScenario, type ScenarioRun } from "../../src/run-scenario.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { createSimulation, type SimulationOptions } from "../../src/simulation/index.ts";

/** What a simulated run may have different. */
export interface Simulated extends SimulationOptions {
  readonly strategy: StrategyName;
  readonly seed: number;
}

/** A run in virtual time, in which messages take up to 20 ms, so that many overtake each other. */
function simulated(plan: Plan, { strategy, maxDelayMs = 20, ...options }: Simulated): Promise<ScenarioRun> {
  const simulation = createSimulation({ ...options, maxDelayMs });
  return runScenario({ ...plan, api: { ...plan.api, strategy } }, { simulation });
}

/** What a simulated run proves. */
export async function simulate(plan: Plan, options: Simulated): Promise<Reconciliation> {
  return (await simulated(plan, options)).reconciliation;
}

/** The facts of a simulated run, as its journal has them. */
export async function simulatedFacts(plan: Plan, options: Simulated): Promise<Iterable<Fact>> {
  return (await simulated(plan, options)).journal;
}
