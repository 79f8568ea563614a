import pLimit from "p-limit";
import { isAsDocumented, type MatrixCell, type MeasuredCell } from "./domain/matrix.ts";
import type { Reconciliation } from "./domain/reconciliation.ts";
import { documentedCell } from "./explain/truth-table.ts";
import { type RunOptions, runScenario, type ScenarioRun } from "./run-scenario.ts";
import type { Plan } from "./scenario/plan.ts";

/** One cell that is to be measured. */
export interface MatrixJob {
  readonly fault: string;
  readonly plan: Plan;
  /** The line that repeats the run. */
  readonly reproduce: string;
}

/** Carries out the plan of one cell; rejects when there is no API to run against. */
export type RunOfCell = (plan: Plan, options: RunOptions) => Promise<Pick<ScenarioRun, "reconciliation">>;

/** How to measure a matrix. */
export interface MatrixOptions {
  /** How many runs go on side by side: as many as the machine has cores. */
  readonly atOnce: number;
  /** Called with each cell as it is measured. */
  readonly measured?: ((cell: MatrixCell) => void) | undefined;
  /** Aborted to stop: no other cell begins, and one whose run is interrupted by it shows nothing and is no cell. */
  readonly stop: AbortSignal;
  /** How a cell is run; on real processes where it is left out. */
  readonly run?: RunOfCell | undefined;
}

/** What was measured. */
export interface MeasuredMatrix {
  /** In the order of the jobs, without those that were not measured. */
  readonly cells: readonly MatrixCell[];
  /** What ended the measuring before all was done, a TargetError where an API did not start; the cells until then still count. */
  readonly failure: unknown;
}

/** Measures every cell and compares it with what is documented. When it resolves, no run is under way any more. */
export async function runMatrix(jobs: readonly MatrixJob[], options: MatrixOptions): Promise<MeasuredMatrix> {
  const own = new AbortController();
  const stop = AbortSignal.any([options.stop, own.signal]);
  const cells: (MatrixCell | undefined)[] = [];
  const failures: unknown[] = [];
  const work = async (job: MatrixJob, index: number) => {
    if (stop.aborted) return;
    try {
      const cell = await measure(job, options.run ?? runScenario, stop);
      cells[index] = cell;
      if (cell !== undefined) options.measured?.(cell);
    } catch (error) {
      failures.push(error);
      // Whatever kept one API from starting would keep the others from starting too.
      own.abort("another cell");
    }
  };
  const pool = pLimit(options.atOnce);
  await Promise.all(jobs.map((job, index) => pool(work, job, index)));
  return { cells: cells.filter((cell) => cell !== undefined), failure: failures[0] };
}

/** Undefined where the run was stopped: what it showed until then is no answer to what is documented. */
async function measure(
  { fault, plan, reproduce }: MatrixJob,
  run: RunOfCell,
  stop: AbortSignal,
): Promise<MatrixCell | undefined> {
  const { reconciliation } = await run(plan, { reproduce, stop });
  if (stop.aborted && reconciliation.interrupted !== null) return undefined;
  const { strategy } = plan.api;
  const documented = documentedCell(fault, strategy);
  const measured = cellOf(reconciliation);
  return { strategy, fault, documented, measured, asDocumented: isAsDocumented(documented, measured), reproduce };
}

/** What a run showed, as a cell has it. */
export function cellOf({ verdict, findings, projects, doubts }: Reconciliation): MeasuredCell {
  const drifts = projects.map(({ driftMsat }) => driftMsat);
  return {
    verdict,
    findings: findings.map(({ kind, payouts, msat }) => ({ kind, payouts, msat })),
    driftMsat: drifts.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0),
    doubts,
  };
}
