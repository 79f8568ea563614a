import type { Problem } from "../../document/problem.ts";
import { msatOf } from "../../domain/money.ts";
import type { PlanSummary } from "../../domain/plan-summary.ts";
import { smallestAmount } from "../../scenario/amount.ts";
import type { ParsedScenario } from "../../scenario/parse.ts";
import { type Plan, planScenario } from "../../scenario/plan.ts";
import { payoutsWithFault, plannedProjects, shortfalls } from "../../scenario/plan-summary.ts";
import type { Scenario } from "../../scenario/schema.ts";
import { type ReadScenario, readScenarios, type ScenarioSettings } from "../scenarios/load.ts";
import { isServiceFile } from "../scenarios/resolve.ts";
import { type ReadService, readServices, type ServiceSummary, servicesOf, summaryOf } from "./services.ts";

/** What is known about scenario and service files without running them. */
export interface Validation {
  readonly ok: boolean;
  readonly files: readonly ValidatedFile[];
}

/** What is known about one file. */
export interface ValidatedFile {
  readonly file: string;
  /** Every file that was read for it: itself, its base, and so on. */
  readonly sources: readonly string[];
  readonly problems: readonly Problem[];
  /** Undefined if the file is not a scenario. */
  readonly forecast: RunForecast | undefined;
  /** Undefined if the file is not a service file. */
  readonly service?: ServiceSummary | undefined;
}

/** What a run of a scenario will do, whatever the API and the seed. */
export interface RunForecast extends Pick<PlanSummary, "payouts" | "doubts" | "notes"> {
  readonly name: string;
  /** How many payouts meet a fault; a payout that meets two counts twice. */
  readonly faults: number;
  /** How many payouts meet at least one fault, and how many meet two; undefined if it depends on the seed. */
  readonly payoutsWithFault: number | undefined;
  readonly payoutsWithTwoFaults: number | undefined;
  /** Kills at crash points. */
  readonly crashes: number;
  /** Other interruptions at crash points, and all at moments seen from outside. */
  readonly interruptions: number;
  readonly variables: readonly string[];
}

/** Checks all named scenarios and service files, and the service files that scenarios name. @throws UsageError if there is nothing to read */
export async function validateScenarios(
  names: readonly string[],
  cwd: string,
  settings: ScenarioSettings = {},
): Promise<Validation> {
  const named = names.filter(isServiceFile);
  const others = names.filter((name) => !isServiceFile(name));
  const read = named.length > 0 && others.length === 0 ? [] : await readScenarios(others, cwd, settings);
  const services = await readServices([...named, ...servicesOf(read, cwd)], cwd);
  const files = [...checkedScenarios(read), ...services.map((each) => checkedService(each, settings))];
  return { ok: files.every(({ problems }) => problems.length === 0), files };
}

function checkedService(
  { path, file, result }: ReadService,
  { environment = process.env }: ScenarioSettings,
): ValidatedFile {
  const sources = [path];
  if (!result.ok) return { file, sources, problems: result.problems, forecast: undefined };
  return { file, sources, problems: [], forecast: undefined, service: summaryOf(result, environment) };
}

function checkedScenarios(read: readonly ReadScenario[]): readonly ValidatedFile[] {
  const namedIn = new Map<string, string>();
  return read.map(({ each: { file }, result }): ValidatedFile => {
    const { sources } = result;
    if (!result.ok) return { file, sources, problems: result.problems, forecast: undefined };
    const { name } = result.scenario;
    const twin = namedIn.get(name);
    if (twin === undefined) namedIn.set(name, file);
    return {
      file,
      sources,
      problems:
        twin === undefined
          ? []
          : [result.problemAt("name", `two scenarios of a run cannot share a name (also in ${twin})`)],
      forecast: forecastOf(result),
    };
  });
}

function forecastOf({ scenario, variables }: ParsedScenario): RunForecast {
  // Only the number of payouts that meet several faults depends on the seed.
  const plan = planScenario(scenario, { seed: scenario.seed ?? 0 });
  const kinds = [plan.paymentFaults, plan.lookupFaults, plan.wireFaults, plan.callbackFaults];
  const kills = plan.crashes.filter(({ how }) => how === "kill").length;
  const isCertain = scenario.seed !== undefined || kinds.filter(({ size }) => size > 0).length < 2;
  const hit = isCertain ? payoutsWithFault(plan) : { payoutsWithFault: undefined, payoutsWithTwoFaults: undefined };
  return {
    name: scenario.name,
    payouts: plan.payouts,
    faults: kinds.reduce((sum, { size }) => sum + size, 0),
    ...hit,
    crashes: kills,
    interruptions: plan.crashes.length - kills + plan.interruptions.length,
    doubts: plan.doubts,
    notes: notesOf(scenario, plan),
    variables,
  };
}

/** Without a seed, only the smallest possible amounts are certain. */
function notesOf(scenario: Scenario, plan: Plan): readonly string[] {
  const { amount } = scenario.payouts;
  if (scenario.seed !== undefined || amount.kind === "fixed") return shortfalls(plannedProjects(plan));
  const smallest = new Float64Array(plan.payouts).fill(msatOf(smallestAmount(amount)));
  return shortfalls(plannedProjects({ ...plan, amountsMsat: smallest })).map(
    (text) => `at the smallest amounts, ${text}`,
  );
}
