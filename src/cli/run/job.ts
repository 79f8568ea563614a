import { freshSeed } from "../../domain/random.ts";
import type { ScenarioSource } from "../../report/report.ts";
import { type Plan, PlanError, planScenario } from "../../scenario/plan.ts";
import type { PlanningFlags } from "../commands/run-flags.ts";
import { UsageError } from "../errors.ts";
import { sourceOf } from "../scenario-source.ts";
import type { LoadedScenario } from "../scenarios/load.ts";
import { againLine } from "./reproduce-command.ts";

/** A scenario that is ready to run. */
export interface Job {
  readonly plan: Plan;
  readonly source: ScenarioSource;
  /** The one line that repeats the run. */
  readonly reproduce: string;
  /** True when nobody named a seed. */
  readonly seedDrawn: boolean;
}

/** Plans a scenario with what the command line says of it. @throws UsageError where the two do not go together. */
export function planJob(loaded: LoadedScenario, flags: PlanningFlags): Job {
  const { scenario, file } = loaded;
  const named = flags.seed ?? scenario.seed;
  const seed = named ?? freshSeed();
  const { strategy, concurrency, payouts, expect } = flags;
  try {
    const plan = planScenario(scenario, { seed, strategy, concurrency, payouts, expect });
    return {
      plan,
      source: sourceOf(loaded, plan),
      reproduce: againLine(loaded, seed, flags),
      seedDrawn: named === undefined,
    };
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}
