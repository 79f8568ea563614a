import type { Doubt } from "../../domain/doubt.ts";
import { msatOf } from "../../domain/money.ts";
import type { Amount } from "../../scenario/amount.ts";
import type { ParsedScenario } from "../../scenario/parse.ts";
import { type Plan, planScenario } from "../../scenario/plan.ts";
import type { Problem } from "../../scenario/problem.ts";
import type { Scenario } from "../../scenario/schema.ts";
import { shortfalls } from "../../systems/funds.ts";
import { readScenarios, type ScenarioSettings } from "../scenarios/load.ts";

/** What can be said of scenario files without running them. */
export interface Validation {
  /** True when every file can be run. */
  readonly ok: boolean;
  /** In the order in which they were asked for. */
  readonly files: readonly ValidatedFile[];
}

/** What can be said of one file. */
export interface ValidatedFile {
  readonly file: string;
  /** Every file that was read for it: its own, its base, and so on. */
  readonly sources: readonly string[];
  /** What keeps it from being run; none where it can be. */
  readonly problems: readonly Problem[];
  /** What will happen; undefined where the file is no scenario. */
  readonly outlook: Outlook | undefined;
}

/** What a run of a scenario will be like, as far as that does not depend on the API. */
export interface Outlook {
  readonly name: string;
  readonly payouts: number;
  /** How many payouts meet a fault, each fault counted by itself. */
  readonly faults: number;
  /** How many payouts meet at least one fault, and how many of them two; undefined where only the seed will say. */
  readonly meetFault: number | undefined;
  readonly meetTwo: number | undefined;
  /** How often the API is killed. */
  readonly crashes: number;
  /** What will leave the run inconclusive. */
  readonly doubts: readonly Doubt[];
  /** What is allowed, and worth a second look. */
  readonly remarks: readonly string[];
  /** The variables of the environment that went into it, by name. */
  readonly variables: readonly string[];
}

/** Checks the scenarios that are named, all of them. @throws UsageError where there is nothing to read */
export async function validated(
  names: readonly string[],
  cwd: string,
  settings: ScenarioSettings = {},
): Promise<Validation> {
  const namedIn = new Map<string, string>();
  const files = (await readScenarios(names, cwd, settings)).map(({ each: { file }, result }): ValidatedFile => {
    const { sources } = result;
    if (!result.ok) return { file, sources, problems: result.problems, outlook: undefined };
    const { name } = result.scenario;
    const twin = namedIn.get(name);
    if (twin === undefined) namedIn.set(name, file);
    return { file, sources, problems: twin === undefined ? [] : [sameName(result, twin)], outlook: outlookOf(result) };
  });
  return { ok: files.every(({ problems }) => problems.length === 0), files };
}

function sameName({ problemAt }: ParsedScenario, other: string): Problem {
  return problemAt("name", `two scenarios of a run cannot share a name, and ${other} has this one`);
}

function outlookOf({ scenario, variables }: ParsedScenario): Outlook {
  // How many payouts meet a fault at the node, or one on the wire, does not depend on the seed; which ones does, and so how many meet both.
  const plan = planScenario(scenario, { seed: scenario.seed ?? 0 });
  const isCertain = scenario.seed !== undefined || plan.fates.size === 0 || plan.wire.size === 0;
  const faults = plan.fates.size + plan.wire.size;
  const meetFault = new Set([...plan.fates.keys(), ...plan.wire.keys()]).size;
  return {
    name: scenario.name,
    payouts: plan.payouts,
    faults,
    ...(isCertain ? { meetFault, meetTwo: faults - meetFault } : { meetFault: undefined, meetTwo: undefined }),
    crashes: plan.api.crashes.length,
    doubts: plan.doubts,
    remarks: shortfallsOf(scenario, plan),
    variables,
  };
}

/** Without a seed the amounts are only drawn when it runs, and what is certain is their least. */
function shortfallsOf(scenario: Scenario, plan: Plan): readonly string[] {
  const { amount } = scenario.payouts;
  if (scenario.seed !== undefined || amount.kind === "fixed") return shortfalls(plan);
  const least = new Float64Array(plan.payouts).fill(msatOf(leastOf(amount)));
  return shortfalls({ ...plan, amountsMsat: least }).map((text) => `at the least amounts, ${text}`);
}

function leastOf(amount: Amount): number {
  switch (amount.kind) {
    case "fixed":
      return amount.sats;
    case "range":
      return amount.minSats;
    case "choice":
      return Math.min(...amount.sats);
  }
}
