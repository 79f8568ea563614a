import pLimit from "p-limit";
import { isAsDocumented, type MatrixCell, type MeasuredCell } from "./domain/matrix.ts";
import type { Reconciliation } from "./domain/reconciliation.ts";
import { documentedCell } from "./explain/truth-table.ts";
import { type RunOptions, runScenario, type ScenarioRun } from "./run-scenario.ts";
import type { Plan } from "./scenario/plan.ts";

/** One cell to measure. */
export interface MatrixJob {
  /** The name of the fault. */
  readonly fault: string;
  readonly plan: Plan;
  readonly reproduce: string;
}

/** Runs the plan of one cell. @throws TargetError if there is no API to run against */
export type RunOfCell = (plan: Plan, options: RunOptions) => Promise<Pick<ScenarioRun, "reconciliation">>;

/** How to measure a matrix. */
export interface MatrixOptions {
  readonly atOnce: number;
  readonly measured?: ((cell: MatrixCell) => void) | undefined;
  /** Once it aborts, no other cell starts, and a cell whose run is interrupted does not count. */
  readonly stop: AbortSignal;
  /** How a cell is run; by default on real processes. */
  readonly run?: RunOfCell | undefined;
}

/** What was measured. */
export interface MeasuredMatrix {
  /** In the order of the jobs; cells that were not measured are left out. */
  readonly cells: readonly MatrixCell[];
  /** What ended it early, e.g. a TargetError because an API did not start; the cells until then still count. */
  readonly failure: unknown;
}

/** Measures every cell and compares it with the documented one. It resolves when no run is in progress any more. */
export async function runMatrix(jobs: readonly MatrixJob[], options: MatrixOptions): Promise<MeasuredMatrix> {
  const failed = new AbortController();
  const stop = AbortSignal.any([options.stop, failed.signal]);
  const limit = pLimit(options.atOnce);
  const failures: unknown[] = [];
  const measureOne = async (job: MatrixJob): Promise<readonly MatrixCell[]> => {
    if (stop.aborted) return [];
    try {
      const cells = await measure(job, options.run ?? runScenario, stop);
      for (const cell of cells) options.measured?.(cell);
      return cells;
    } catch (error) {
      failures.push(error);
      // What keeps one API from starting keeps the others, too.
      failed.abort("another cell");
      return [];
    }
  };
  const cells = await Promise.all(jobs.map((job) => limit(measureOne, job)));
  return { cells: cells.flat(), failure: failures[0] };
}

/** One cell; none if the run was interrupted, because half a run cannot be compared with what is documented. */
async function measure({ fault, plan, reproduce }: MatrixJob, run: RunOfCell, stop: AbortSignal) {
  const { reconciliation } = await run(plan, { reproduce, stop });
  if (stop.aborted && reconciliation.interrupted !== null) return [];
  const { strategy } = plan.api;
  const documented = documentedCell(fault, strategy);
  const measured = cellOf(reconciliation);
  return [{ strategy, fault, documented, measured, asDocumented: isAsDocumented(documented, measured), reproduce }];
}

/** The result of a run, as a cell shows it. */
export function cellOf({ verdict, findings, projects, doubts }: Reconciliation): MeasuredCell {
  const drifts = projects.map(({ driftMsat }) => driftMsat);
  return {
    verdict,
    findings: findings.map(({ kind, payouts, msat }) => ({ kind, payouts, msat })),
    driftMsat: drifts.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0),
    doubts,
  };
}
