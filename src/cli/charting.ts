import type { Fact } from "../domain/fact.ts";
import type { Reconciliation } from "../domain/reconciliation.ts";
import { drawingReporters, type ReportedScenario, type ReporterName } from "../report/report.ts";
import type { ReporterChoice } from "./output/reporter-choice.ts";

/** Adds the chart of a run to what was reconciled. */
export type Charting = (reconciliation: Reconciliation, facts: Iterable<Fact>) => ReportedScenario;

/** What adds charts, where a reporter that was chosen draws them; nothing is loaded and nothing added otherwise. */
export async function charting(choices: readonly ReporterChoice<ReporterName>[]): Promise<Charting> {
  if (!choices.some(({ name }) => drawingReporters.includes(name))) return (reconciliation) => reconciliation;
  const { chartOf } = await import("../reconcile/chart/index.ts");
  return (reconciliation, facts) => ({ ...reconciliation, chart: chartOf(facts) });
}
