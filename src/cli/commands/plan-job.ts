import { freshSeed } from "../../domain/random.ts";
import { type Plan, PlanError, planScenario } from "../../scenario/plan.ts";
import type { LoadedScenario } from "../scenario-files.ts";
import { quoted } from "../shell-word.ts";
import { UsageError } from "../usage-error.ts";
import type { PlanningFlags } from "./run-flags.ts";

/** A scenario that is ready to run. */
export interface Job {
  readonly plan: Plan;
  /** The one line that repeats the run. */
  readonly again: string;
  /** True when nobody named a seed. */
  readonly seedDrawn: boolean;
}

/** Plans a scenario with what the command line says of it. @throws UsageError where the two do not go together. */
export function planJob({ scenario, reference, file }: LoadedScenario, flags: PlanningFlags): Job {
  const named = flags.seed ?? scenario.seed;
  const seed = named ?? freshSeed();
  const { strategy, concurrency, payouts } = flags;
  try {
    const plan = planScenario(scenario, { seed, strategy, concurrency, payouts });
    return { plan, again: againLine(reference, seed, flags), seedDrawn: named === undefined };
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

function againLine(reference: string, seed: number, flags: PlanningFlags): string {
  const words = ["npx", "chaos-payout", "run", quoted(reference)];
  if (flags.strategy !== undefined) words.push("--strategy", flags.strategy);
  if (flags.concurrency !== undefined) words.push("--concurrency", String(flags.concurrency));
  if (flags.payouts !== undefined) words.push("--payouts", String(flags.payouts));
  if (flags.target !== undefined) words.push("--target", quoted(flags.target));
  if (flags.allowRemote === true) words.push("--allow-remote");
  return [...words, "--seed", String(seed)].join(" ");
}
