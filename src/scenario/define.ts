import { type Problem, renderProblems } from "../document/problem.ts";
import { parseScenario } from "./parse.ts";
import type { Scenario, ScenarioInput } from "./schema.ts";

export type { ScenarioInput } from "./schema.ts";

/** An invalid scenario. The message lists every problem, with its place in the scenario as JSON. */
export class ScenarioError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(`the scenario cannot be used\n\n${renderProblems(problems)}`);
    this.name = "ScenarioError";
    this.problems = problems;
  }
}

/** A scenario from code, checked like one from a file, with every default filled in. @throws ScenarioError */
export function defineScenario(input: ScenarioInput): Scenario {
  // JSON is YAML, so the same rules apply as in a file, and problems have a place.
  const result = parseScenario(JSON.stringify(input, null, 2) ?? "", "scenario");
  if (!result.ok) throw new ScenarioError(result.problems);
  return result.scenario;
}
