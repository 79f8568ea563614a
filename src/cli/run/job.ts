import { freshSeed } from "../../domain/random.ts";
import type { Expectation } from "../../domain/run-started.ts";
import type { StrategyName } from "../../domain/strategy.ts";
import type { ScenarioSource } from "../../report/report.ts";
import type { ScenarioInput } from "../../scenario/define.ts";
import { readExpectation } from "../../scenario/expectation.ts";
import { withOverrides } from "../../scenario/override-document.ts";
import { type Plan, PlanError, planScenario } from "../../scenario/plan.ts";
import { isToldAmounts } from "../../service/hostile-amount.ts";
import type { ServiceUnderTest } from "../../systems/service-under-test.ts";
import { shellWord } from "../../text/shell-word.ts";
import { UsageError } from "../errors.ts";
import type { LoadedScenario } from "../scenarios/load.ts";
import { serviceFor } from "../scenarios/services.ts";
import { type LoadFlags, loadWords } from "./load-flags.ts";
import { refuseTargetFor, serviceUnderTest, type TargetFlags, targetWords } from "./target.ts";

/** The flags that change how scenarios are planned, which `run` and `plan` share. */
export interface PlanningFlags extends TargetFlags, LoadFlags {
  readonly strategy?: StrategyName;
  readonly seed?: number;
  readonly concurrency?: number;
  readonly payouts?: number;
  readonly set: readonly string[];
  /** As typed. */
  readonly expect?: string;
  /** In virtual time. */
  readonly simulate?: boolean;
}

/** A scenario that is ready to run. */
export interface Job {
  readonly plan: Plan;
  /** The service that it runs against; undefined for the embedded one, or a target. */
  readonly service: ServiceUnderTest | undefined;
  readonly source: ScenarioSource;
  readonly reproduce: string;
  /** The scenario with the flags, for a journal; undefined where it holds values from the environment, which may be secrets. */
  readonly document: ScenarioInput | undefined;
  /** Whether the seed was drawn, because neither the scenario nor the command line has one. */
  readonly seedDrawn: boolean;
}

/** Plans a scenario with the flags. @throws UsageError if they contradict each other */
export async function planJob(loaded: LoadedScenario, flags: PlanningFlags): Promise<Job> {
  const { scenario, file } = loaded;
  const named = { file: loaded.locate("service").file, service: scenario.service };
  const described = (await serviceFor(flags.service, named, process.cwd()))?.service;
  const fixed = flags.seed ?? scenario.seed;
  const seed = fixed ?? freshSeed();
  const expect = flags.expect === undefined ? undefined : expectationOf(flags.expect);
  const ofService = described && {
    accounts: described.accounts,
    isSeenFromOutside: true,
    isToldAmounts: isToldAmounts(described),
  };
  try {
    const plan = planScenario(scenario, { ...flags, seed, expect, ...ofService });
    refuseTargetFor(file, plan, flags);
    const reproduce = reproduceCommand(loaded, seed, flags);
    const service = described && serviceUnderTest(described, flags);
    const document = loaded.variables.length > 0 ? undefined : withOverrides(loaded.document, { ...flags, expect });
    return { plan, service, document, source: sourceOf(loaded, plan), reproduce, seedDrawn: fixed === undefined };
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

/** Plans scenarios one after the other, so that the first mistake is the one that is told. @throws UsageError */
export async function planJobs(loaded: readonly LoadedScenario[], flags: PlanningFlags): Promise<readonly Job[]> {
  const jobs: Job[] = [];
  for (const each of loaded) jobs.push(await planJob(each, flags));
  return jobs;
}

function expectationOf(text: string): Expectation {
  const read = readExpectation(text);
  if (!read.ok) throw new UsageError(`--expect ${shellWord(text)}: ${read.problem}`);
  return read.expectation;
}

/** Finds the parts of a scenario in its file. */
export function sourceOf(
  { file, locate, isWritten }: Pick<LoadedScenario, "file" | "locate" | "isWritten">,
  plan: Plan,
): ScenarioSource {
  return { file, locate, isWritten, faultPath: (name) => faultPath(plan, name) };
}

/** A fault is declared in its phase, and a crash in the list of crashes. */
function faultPath(plan: Plan, name: string): readonly (string | number)[] | undefined {
  const fault = plan.faults.find((each) => each.name === name);
  if (fault === undefined) return undefined;
  // Crashes at crash points and at moments are never in one list.
  const inOrder: string[] = [...plan.crashes.map(({ at }) => at), ...plan.interruptions.map(({ when }) => when)];
  if (fault.phase === null) return ["crashes", inOrder.indexOf(name)];
  return ["load", plan.phases.findIndex((phase) => phase.name === fault.phase), "faults", name];
}

/** The command that repeats a run. A shell inserts the values of environment variables, and stops if it has none. */
export function reproduceCommand(
  { reference, variables }: Pick<LoadedScenario, "reference" | "variables">,
  seed: number,
  flags: PlanningFlags,
): string {
  const environment = variables.map((name) => `${name}="\${${name}?}"`);
  const words = [...environment, "npx", "chaos-payout", "run", shellWord(unlikeFlag(reference))];
  for (const assignment of flags.set) words.push("--set", shellWord(assignment));
  if (flags.strategy !== undefined) words.push("--strategy", flags.strategy);
  if (flags.concurrency !== undefined) words.push("--concurrency", String(flags.concurrency));
  if (flags.payouts !== undefined) words.push("--payouts", String(flags.payouts));
  words.push(...targetWords(flags), ...loadWords(flags));
  if (flags.simulate === true) words.push("--simulate");
  if (flags.expect !== undefined) words.push("--expect", shellWord(flags.expect));
  return [...words, "--seed", String(seed)].join(" ");
}

/** With its folder, a file that is named like a flag is not taken for one. */
function unlikeFlag(reference: string): string {
  return /^-.*\.ya?ml$/.test(reference) ? `./${reference}` : reference;
}
