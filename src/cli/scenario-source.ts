import type { ScenarioSource } from "../report/report.ts";
import type { Plan } from "../scenario/plan.ts";
import type { LoadedScenario } from "./scenarios/load.ts";

/** Where the parts of a scenario stand in its file, for reports that point there. */
export function sourceOf(
  { file, locate, isWritten }: Pick<LoadedScenario, "file" | "locate" | "isWritten">,
  plan: Plan,
): ScenarioSource {
  return { file, locate, isWritten, faultPath: (name) => faultPath(plan, name) };
}

/** A fault is declared in its phase, and a crash in a list of its own, in the order in which the plan has them. */
function faultPath(plan: Plan, name: string): readonly (string | number)[] | undefined {
  const fault = plan.faults.find((each) => each.name === name);
  if (fault === undefined) return undefined;
  if (fault.phase === null) return ["crashes", plan.crashes.findIndex(({ at }) => at === name)];
  return ["load", plan.phases.findIndex((phase) => phase.name === fault.phase), "faults", name];
}
