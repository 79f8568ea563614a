import { availableParallelism } from "node:os";
import { strategyNames } from "../../api/strategies/names.ts";
import { systemClock } from "../../domain/clock.ts";
import type { Matrix, MatrixCell } from "../../domain/matrix.ts";
import { freshSeed } from "../../domain/random.ts";
import { type TruthColumn, truthTable } from "../../explain/truth-table.ts";
import { matrixReporters } from "../../report/matrix/index.ts";
import { type MatrixJob, runMatrix } from "../../run-matrix.ts";
import { didYouMean } from "../../scenario/did-you-mean.ts";
import { planScenario } from "../../scenario/plan.ts";
import type { Scenario } from "../../scenario/schema.ts";
import { TargetError } from "../../target/target.ts";
import { exitCodes } from "../exit-code.ts";
import { reporterChoices, writeTexts } from "../reports.ts";
import { loadShipped } from "../scenario-files.ts";
import { watchSignals } from "../signals.ts";
import { UsageError } from "../usage-error.ts";
import { type MatrixFlags, matrixReporterNames } from "./matrix-flags.ts";

/** Measures strategies under faults and reports the table; the answer is the exit code. @throws UsageError */
export async function matrixCommand(flags: MatrixFlags, version: string): Promise<number> {
  const choices = reporterChoices(flags.reporter, matrixReporterNames);
  const columns = wantedColumns(flags.fault);
  const strategies = strategyNames.filter((name) => flags.strategy?.includes(name) ?? true);
  const jobs = await jobsOf(columns, strategies, flags.seed);
  const startedMs = systemClock.now();
  const signals = watchSignals();
  const progress = createProgress(jobs.length);
  try {
    const atOnce = flags.jobs ?? availableParallelism();
    const cells = await runMatrix(jobs, { atOnce, stop: signals.stop, measured: progress.measured });
    const exitCode = exitCodeOf(cells, signals.stop);
    const durationMs = Math.round(systemClock.now() - startedMs);
    const matrix: Matrix = { version, exitCode, durationMs, strategies, columns: columns.map(columnOf), cells };
    progress.clear();
    writeTexts(choices, (name, options) => matrixReporters[name](matrix, options));
    if (cells.length < jobs.length) {
      process.stderr.write(`chaos-payout: ${jobs.length - cells.length} of ${jobs.length} cells were not measured\n`);
    }
    return exitCode;
  } catch (error) {
    throw error instanceof TargetError ? new UsageError(error.message, exitCodes.unreachable) : error;
  } finally {
    progress.clear();
    signals.close();
  }
}

function exitCodeOf(cells: readonly MatrixCell[], stop: AbortSignal): number {
  if (stop.aborted) return stop.reason === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated;
  return cells.every(({ asDocumented }) => asDocumented) ? exitCodes.asExpected : exitCodes.violated;
}

/** @throws UsageError where a fault is none */
function wantedColumns(faults: readonly string[] | undefined): readonly TruthColumn[] {
  if (faults === undefined) return truthTable;
  const known = truthTable.flatMap(({ fault, scenario }) => [fault, scenario]);
  for (const name of faults) {
    if (known.includes(name)) continue;
    const near = didYouMean(name, known);
    const way = near === undefined ? `choose ${known.join(", ")}` : `did you mean "${near}"?`;
    throw new UsageError(`the matrix has no fault "${name}": ${way}`);
  }
  return truthTable.filter(({ fault, scenario }) => faults.includes(fault) || faults.includes(scenario));
}

function columnOf({ fault, title, scenario }: TruthColumn) {
  return { fault, title, scenario };
}

/** The cells column by column, so that the slow ones of a column do not all come at the end. */
async function jobsOf(
  columns: readonly TruthColumn[],
  strategies: readonly (typeof strategyNames)[number][],
  seed: number | undefined,
): Promise<readonly MatrixJob[]> {
  const jobs: MatrixJob[] = [];
  for (const { fault, scenario: name } of columns) {
    const scenario = await loadShipped(name);
    for (const strategy of strategies) jobs.push(jobOf(fault, scenario, strategy, seed));
  }
  return jobs;
}

function jobOf(fault: string, scenario: Scenario, strategy: (typeof strategyNames)[number], given?: number): MatrixJob {
  const seed = given ?? scenario.seed ?? freshSeed();
  const again = `npx chaos-payout run ${scenario.name} --strategy ${strategy} --seed ${seed}`;
  return { fault, plan: planScenario(scenario, { seed, strategy }), again };
}

const CLEAR = "\r\u001b[K";

/** One line on stderr that changes; only on a terminal, and gone when the table is printed. */
function createProgress(all: number) {
  let done = 0;
  const { isTTY } = process.stderr;
  return {
    measured({ strategy, fault, asDocumented, measured }: MatrixCell): void {
      done += 1;
      const line = ` ${done} of ${all}   ${strategy} × ${fault}   ${measured.verdict}${asDocumented ? "" : "   not as documented"}`;
      if (isTTY) process.stderr.write(CLEAR + line.slice(0, Math.max(0, process.stderr.columns - 1)));
    },
    clear(): void {
      if (isTTY) process.stderr.write(CLEAR);
    },
  };
}
