import type { PlanSummary } from "../../domain/plan-summary.ts";
import { planReporters } from "../../report/plan/index.ts";
import { planSummary } from "../../scenario/plan-summary.ts";
import { injectionOf } from "../../systems/failure-switch.ts";
import { doubtsOnTarget } from "../../systems/target-doubts.ts";
import { refuseOverwriting } from "../output/files.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { writeTexts } from "../output/reports.ts";
import type { PlanningFlags } from "../run/job.ts";
import { type Job, planJob } from "../run/job.ts";
import { type LoadedScenario, loadScenarios } from "../scenarios/load.ts";
import { forecastOf, type PlannedColumn, plannedColumns } from "./forecast.ts";

/** The flags of `plan`. */
export interface PlanFlags extends PlanningFlags {
  readonly filter?: readonly string[];
  readonly reporter: readonly string[];
}

/** Shows what a run of these scenarios would do; returns the exit code. @throws UsageError */
export async function planCommand(names: readonly string[], flags: PlanFlags, version: string): Promise<number> {
  const choices = reporterChoices(flags.reporter, ["table", "json"]);
  const loaded = await loadScenarios(names, process.cwd(), { set: flags.set, filters: flags.filter });
  refuseOverwriting({ choices, read: loaded.flatMap(({ sources }) => sources) });
  const columns = await plannedColumns(process.cwd());
  const scenarios: PlanSummary[] = [];
  for (const each of loaded) scenarios.push(summaryOf(each, await planJob(each, flags), columns));
  return writeTexts(choices, (name, options) => planReporters[name]({ version, scenarios }, options));
}

/** What a run of this scenario would do. */
export function summaryOf(
  { file, scenario }: LoadedScenario,
  { plan, service, reproduce, seedDrawn }: Job,
  columns: readonly PlannedColumn[] = [],
): PlanSummary {
  return planSummary(plan, {
    file,
    priority: scenario.priority ?? null,
    run: reproduce,
    seedDrawn,
    doubtsOnTarget: doubtsOnTarget(plan),
    forecast: forecastOf(plan, service === undefined ? plan.api.strategy : null, columns),
    switchIn(phase) {
      const { enabled, timeoutRate, fate = null } = injectionOf(phase);
      return { enabled, timeoutRate, fate };
    },
  });
}
