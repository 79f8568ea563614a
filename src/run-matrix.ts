import { isAsDocumented, type MatrixCell, type MeasuredCell } from "./domain/matrix.ts";
import type { Reconciliation } from "./domain/reconciliation.ts";
import { documentedCell } from "./explain/truth-table.ts";
import { runScenario } from "./run-scenario.ts";
import type { Plan } from "./scenario/plan.ts";

/** One cell that is to be measured. */
export interface MatrixJob {
  readonly fault: string;
  readonly plan: Plan;
  /** The line that repeats the run. */
  readonly again: string;
}

/** How to measure a matrix. */
export interface MatrixOptions {
  /** How many runs go on side by side: as many as the machine has cores. */
  readonly atOnce: number;
  /** Called with each cell as it is measured. */
  readonly measured?: ((cell: MatrixCell) => void) | undefined;
  /** Aborted to stop; cells that have not begun by then are not measured. */
  readonly stop: AbortSignal;
}

/**
 * Measures every cell and compares it with what is documented. The answer has the cells in the order of the jobs, without those that were
 * not begun. @throws TargetError when an API cannot be started.
 */
export async function runMatrix(jobs: readonly MatrixJob[], options: MatrixOptions): Promise<readonly MatrixCell[]> {
  const cells: MatrixCell[] = [];
  let next = 0;
  const work = async () => {
    while (next < jobs.length && !options.stop.aborted) {
      const index = next;
      next += 1;
      const job = jobs[index];
      if (job === undefined) return;
      const cell = await measure(job, options.stop);
      cells[index] = cell;
      options.measured?.(cell);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.atOnce, jobs.length) }, work));
  return cells.filter((cell) => cell !== undefined);
}

async function measure({ fault, plan, again }: MatrixJob, stop: AbortSignal): Promise<MatrixCell> {
  const { reconciliation } = await runScenario(plan, { again, stop });
  const { strategy } = plan.api;
  const documented = documentedCell(fault, strategy);
  const measured = cellOf(reconciliation);
  const asDocumented = isAsDocumented(documented, measured);
  return { strategy, fault, documented, measured, asDocumented, again };
}

/** What a run showed, as a cell has it. */
export function cellOf({ verdict, findings, projects, inconclusiveBecause }: Reconciliation): MeasuredCell {
  const drifts = projects.map(({ driftSats }) => driftSats);
  return {
    verdict,
    findings: findings.map(({ kind, payouts, sats }) => ({ kind, payouts, sats })),
    driftSats: drifts.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0),
    inconclusiveBecause,
  };
}
