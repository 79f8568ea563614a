import { planReporters } from "../../report/plan/index.ts";
import { planSummary } from "../commands/plan-summary.ts";
import { type PlanFlags, planReporterNames, settingsOf } from "../commands/run-flags.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { writeTexts } from "../output/reports.ts";
import { refuseOverwriting } from "../output-files.ts";
import { planJob } from "../run/job.ts";
import { loadScenarios } from "../scenarios/load.ts";

/** Tells what a run of these scenarios would do; the answer is the exit code. @throws UsageError */
export async function planCommand(names: readonly string[], flags: PlanFlags, version: string): Promise<number> {
  const choices = reporterChoices(flags.reporter, planReporterNames);
  const loaded = await loadScenarios(names, process.cwd(), settingsOf(flags));
  refuseOverwriting({ choices, read: loaded.flatMap(({ sources }) => sources) });
  const scenarios = loaded.map((each) => planSummary(each, planJob(each, flags)));
  return writeTexts(choices, (name, options) => planReporters[name]({ version, scenarios }, options));
}
