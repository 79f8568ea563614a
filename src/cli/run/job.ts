import { freshSeed } from "../../domain/random.ts";
import type { Expectation } from "../../domain/run-started.ts";
import type { StrategyName } from "../../domain/strategy.ts";
import type { ScenarioSource } from "../../report/report.ts";
import { readExpectation } from "../../scenario/expectation.ts";
import { type Plan, PlanError, planScenario } from "../../scenario/plan.ts";
import { shellWord } from "../../text/shell-word.ts";
import { UsageError } from "../errors.ts";
import type { LoadedScenario } from "../scenarios/load.ts";
import { reproduceCommand } from "./reproduce-command.ts";
import type { TargetFlags } from "./target.ts";

/** The flags that change how scenarios are planned, which `run` and `plan` share. */
export interface PlanningFlags extends TargetFlags {
  readonly strategy?: StrategyName;
  readonly seed?: number;
  readonly concurrency?: number;
  readonly payouts?: number;
  readonly set: readonly string[];
  /** As typed: reading it needs the scenario language, which `--help` does not load. */
  readonly expect?: string;
}

/** A scenario that is ready to run. */
export interface Job {
  readonly plan: Plan;
  readonly source: ScenarioSource;
  /** The command that repeats the run. */
  readonly reproduce: string;
  /** Whether the seed was drawn, because neither the scenario nor the command line has one. */
  readonly seedDrawn: boolean;
}

/** Plans a scenario with the flags. @throws UsageError where they contradict each other. */
export function planJob(loaded: LoadedScenario, flags: PlanningFlags): Job {
  const { scenario, file } = loaded;
  const fixed = flags.seed ?? scenario.seed;
  const seed = fixed ?? freshSeed();
  const { strategy, concurrency, payouts } = flags;
  const expect = flags.expect === undefined ? undefined : expectationOf(flags.expect);
  try {
    const plan = planScenario(scenario, { seed, strategy, concurrency, payouts, expect });
    const reproduce = reproduceCommand(loaded, seed, flags);
    return { plan, source: sourceOf(loaded, plan), reproduce, seedDrawn: fixed === undefined };
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

function expectationOf(text: string): Expectation {
  const read = readExpectation(text);
  if (!read.ok) throw new UsageError(`--expect ${shellWord(text)}: ${read.problem}`);
  return read.expectation;
}

/** Where the parts of a scenario are in its file, for reports that point there. */
export function sourceOf(
  { file, locate, isWritten }: Pick<LoadedScenario, "file" | "locate" | "isWritten">,
  plan: Plan,
): ScenarioSource {
  return { file, locate, isWritten, faultPath: (name) => faultPath(plan, name) };
}

/** A fault is declared in its phase, a crash in a list of its own, in the order of the plan. */
function faultPath(plan: Plan, name: string): readonly (string | number)[] | undefined {
  const fault = plan.faults.find((each) => each.name === name);
  if (fault === undefined) return undefined;
  if (fault.phase === null) return ["crashes", plan.crashes.findIndex(({ at }) => at === name)];
  return ["load", plan.phases.findIndex((phase) => phase.name === fault.phase), "faults", name];
}
