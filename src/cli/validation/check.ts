import type { Doubt } from "../../domain/doubt.ts";
import { msatOf } from "../../domain/money.ts";
import type { Amount } from "../../scenario/amount.ts";
import type { ParsedScenario } from "../../scenario/parse.ts";
import { type Plan, planScenario } from "../../scenario/plan.ts";
import type { Problem } from "../../scenario/problem.ts";
import type { Scenario } from "../../scenario/schema.ts";
import { shortfalls } from "../../systems/funds.ts";
import { readScenarios, type ScenarioSettings } from "../scenarios/load.ts";

/** What can be said about scenario files without running them. */
export interface Validation {
  /** True when every file can be run. */
  readonly ok: boolean;
  /** In the order of the command line. */
  readonly files: readonly ValidatedFile[];
}

/** What can be said about one file. */
export interface ValidatedFile {
  readonly file: string;
  /** Every file that was read for it: itself, its base, and so on. */
  readonly sources: readonly string[];
  /** What keeps it from being run. */
  readonly problems: readonly Problem[];
  /** Undefined if the file is not a scenario. */
  readonly forecast: RunForecast | undefined;
}

/** What a run of a scenario will do, as far as that does not depend on the API. */
export interface RunForecast {
  readonly name: string;
  readonly payouts: number;
  /** How many faults will happen, each payout counted once per fault. */
  readonly faults: number;
  /** How many payouts meet at least one fault, and how many of them two; undefined if that depends on a seed not chosen yet. */
  readonly payoutsHit: number | undefined;
  readonly payoutsHitTwice: number | undefined;
  /** How often the API is killed. */
  readonly crashes: number;
  /** What will make the run inconclusive. */
  readonly doubts: readonly Doubt[];
  /** What is allowed but worth a second look. */
  readonly notes: readonly string[];
  /** The names of the environment variables that it uses. */
  readonly variables: readonly string[];
}

/** Checks all scenarios that are named. @throws UsageError where there is nothing to read */
export async function validateScenarios(
  names: readonly string[],
  cwd: string,
  settings: ScenarioSettings = {},
): Promise<Validation> {
  const namedIn = new Map<string, string>();
  const files = (await readScenarios(names, cwd, settings)).map(({ each: { file }, result }): ValidatedFile => {
    const { sources } = result;
    if (!result.ok) return { file, sources, problems: result.problems, forecast: undefined };
    const { name } = result.scenario;
    const twin = namedIn.get(name);
    if (twin === undefined) namedIn.set(name, file);
    return {
      file,
      sources,
      problems: twin === undefined ? [] : [sameName(result, twin)],
      forecast: forecastOf(result),
    };
  });
  return { ok: files.every(({ problems }) => problems.length === 0), files };
}

function sameName({ problemAt }: ParsedScenario, other: string): Problem {
  return problemAt("name", `two scenarios of a run cannot share a name (also in ${other})`);
}

function forecastOf({ scenario, variables }: ParsedScenario): RunForecast {
  // The seed does not change how many payouts meet a fault at the node or on the wire, but it changes which, and so how many meet both.
  const plan = planScenario(scenario, { seed: scenario.seed ?? 0 });
  const isCertain = scenario.seed !== undefined || plan.fates.size === 0 || plan.wire.size === 0;
  const faults = plan.fates.size + plan.wire.size;
  const payoutsHit = new Set([...plan.fates.keys(), ...plan.wire.keys()]).size;
  return {
    name: scenario.name,
    payouts: plan.payouts,
    faults,
    payoutsHit: isCertain ? payoutsHit : undefined,
    payoutsHitTwice: isCertain ? faults - payoutsHit : undefined,
    crashes: plan.api.crashes.length,
    doubts: plan.doubts,
    notes: shortfallsOf(scenario, plan),
    variables,
  };
}

/** Without a seed the amounts are drawn when it runs, so only the smallest possible ones are certain. */
function shortfallsOf(scenario: Scenario, plan: Plan): readonly string[] {
  const { amount } = scenario.payouts;
  if (scenario.seed !== undefined || amount.kind === "fixed") return shortfalls(plan);
  const smallest = new Float64Array(plan.payouts).fill(msatOf(smallestOf(amount)));
  return shortfalls({ ...plan, amountsMsat: smallest }).map((text) => `with the smallest amounts, ${text}`);
}

function smallestOf(amount: Amount): number {
  switch (amount.kind) {
    case "fixed":
      return amount.sats;
    case "range":
      return amount.minSats;
    case "choice":
      return Math.min(...amount.sats);
  }
}
