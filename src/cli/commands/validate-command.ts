import { planScenario } from "../../scenario/plan.ts";
import { renderProblems } from "../../scenario/problem.ts";
import type { Scenario } from "../../scenario/schema.ts";
import { exitCodes } from "../exit-code.ts";
import { readScenarios, sameName } from "../scenario-files.ts";

/** What `validate` found, for stdout: the problems are its result. */
export interface Validation {
  readonly text: string;
  readonly exitCode: number;
}

/** Checks scenarios: a line for each good one, the problems of each bad one. @throws UsageError where there is nothing to read. */
export async function validateCommand(
  names: readonly string[],
  cwd: string,
  filters: readonly string[] = [],
): Promise<Validation> {
  const good: { file: string; scenario: Scenario }[] = [];
  const blocks: string[] = [];
  let bad = false;
  for (const { each, result } of await readScenarios(names, cwd, filters)) {
    if (result.ok) good.push({ file: each.file, scenario: result.scenario });
    bad ||= !result.ok;
    blocks.push(result.ok ? goodLine(each.file, result.scenario) : `\n${renderProblems(result.problems)}\n`);
  }
  const twins = sameName(good);
  if (twins !== undefined) blocks.push(`\n${twins}`);
  const text = blocks
    .join("\n")
    .replace(/^\n/, "")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trimEnd();
  return { text: `${text}\n`, exitCode: bad || twins !== undefined ? exitCodes.usage : exitCodes.asExpected };
}

function goodLine(file: string, scenario: Scenario): string {
  // How many payouts meet a fault does not depend on the seed; which ones does.
  const plan = planScenario(scenario, { seed: scenario.seed ?? 0 });
  const hit = new Set([...plan.fates.keys(), ...plan.wire.keys()]).size;
  const payouts = `${plan.payouts} ${plan.payouts === 1 ? "payout" : "payouts"}`;
  const faults = hit === 0 ? "none meets a fault" : `${hit} ${hit === 1 ? "meets" : "meet"} a fault`;
  const { length } = plan.api.crashes;
  const crashes = length === 0 ? "" : `, the API is killed ${length === 1 ? "once" : `${length} times`}`;
  return [
    `ok  ${file}  ${payouts}, ${faults}${crashes}`,
    ...plan.doubts.map((doubt) => `    inconclusive, because ${doubt}`),
  ].join("\n");
}
