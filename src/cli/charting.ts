import type { Fact } from "../domain/fact.ts";
import type { Reconciliation } from "../domain/reconciliation.ts";
import { drawingReporters, type ReportedScenario, type ReporterName } from "../report/report.ts";
import type { ReporterChoice } from "./reports.ts";

/** Adds the chart of a run to what was reconciled, where a reporter that was chosen draws it; nothing is loaded for it otherwise. */
export async function charting(
  choices: readonly ReporterChoice<ReporterName>[],
): Promise<(reconciliation: Reconciliation, facts: Iterable<Fact>) => ReportedScenario> {
  if (!choices.some(({ name }) => drawingReporters.includes(name))) return (reconciliation) => reconciliation;
  const { chartOf } = await import("../reconcile/chart/chart.ts");
  return (reconciliation, facts) => ({ ...reconciliation, chart: chartOf(facts) });
}
