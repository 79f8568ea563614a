import { planReporters } from "../../report/plan/index.ts";
import { refuseOverwriting } from "../output-files.ts";
import { reporterChoices } from "../reporter-choice.ts";
import { writeTexts } from "../reports.ts";
import { loadScenarios } from "../scenario-files.ts";
import { planJob } from "./plan-job.ts";
import { planSummary } from "./plan-summary.ts";
import { type PlanFlags, planReporterNames, settingsOf } from "./run-flags.ts";

/** Tells what a run of these scenarios would do; the answer is the exit code. @throws UsageError */
export async function planCommand(names: readonly string[], flags: PlanFlags, version: string): Promise<number> {
  const choices = reporterChoices(flags.reporter, planReporterNames);
  const loaded = await loadScenarios(names, process.cwd(), settingsOf(flags));
  refuseOverwriting({ choices, read: loaded.flatMap(({ sources }) => sources) });
  const scenarios = loaded.map((each) => planSummary(each, planJob(each, flags)));
  return writeTexts(choices, (name, options) => planReporters[name]({ version, scenarios }, options));
}
