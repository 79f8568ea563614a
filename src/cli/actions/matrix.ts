import { availableParallelism } from "node:os";
import { systemClock } from "../../domain/clock.ts";
import { counted } from "../../domain/format.ts";
import type { Matrix } from "../../domain/matrix.ts";
import { freshSeed } from "../../domain/random.ts";
import { type StrategyName, strategyNames } from "../../domain/strategy.ts";
import { type TruthColumn, truthTable } from "../../explain/truth-table.ts";
import { matrixReporters } from "../../report/matrix/index.ts";
import { type MatrixJob, type MeasuredMatrix, runMatrix } from "../../run-matrix.ts";
import { planScenario } from "../../scenario/plan.ts";
import { shellWord } from "../../text/shell-word.ts";
import { earlyExitCodes, suggestion, UsageError } from "../errors.ts";
import { exitCodeOfCell, exitCodes, worstExitCode } from "../exit-code.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { writeTexts } from "../output/reports.ts";
import { type LoadedScenario, loadShipped } from "../scenarios/load.ts";
import { stoppingMessage, watchSignals } from "../signals.ts";
import { progressOptions } from "../terminal/capabilities.ts";
import { createMatrixProgress } from "./matrix-progress.ts";

/** The flags of `matrix`. */
export interface MatrixFlags {
  readonly strategy?: readonly StrategyName[];
  readonly fault?: readonly string[];
  readonly seed?: number;
  readonly jobs?: number;
  readonly reporter: readonly string[];
}

/** Measures strategies under faults and reports the table; returns the exit code. @throws UsageError */
export async function matrixCommand(flags: MatrixFlags, version: string): Promise<number> {
  const choices = reporterChoices(flags.reporter, ["table", "json", "markdown"]);
  const columns = columnsFor(flags.fault);
  const strategies = strategyNames.filter((name) => flags.strategy?.includes(name) ?? true);
  const jobs = await jobsFor(columns, strategies, flags.seed);
  const startedMs = systemClock.now();
  const { cells, failure, stoppedBy } = await measure(jobs, flags.jobs ?? availableParallelism());
  // A failure before the first cell leaves nothing to report but itself.
  if (failure !== undefined && cells.length === 0) throw failure;
  const exitCode = worstExitCode([...earlyExitCodes(failure, stoppedBy), ...cells.map(exitCodeOfCell)]);
  const matrix: Matrix = {
    version,
    exitCode,
    durationMs: Math.round(systemClock.now() - startedMs),
    strategies,
    columns: columns.map(({ fault, title, scenario }) => ({ fault, title, scenario })),
    planned: jobs.length,
    cells,
  };
  const writeExitCode = await writeTexts(choices, (name, options) => matrixReporters[name](matrix, options));
  if (cells.length < jobs.length) {
    const missing = `${jobs.length - cells.length} of ${counted(jobs.length, "cell")}`;
    process.stderr.write(`chaos-payout: ${missing} ${jobs.length === 1 ? "was" : "were"} not measured\n`);
  }
  if (failure !== undefined) throw failure;
  return exitCode === exitCodes.asExpected ? writeExitCode : exitCode;
}

interface MatrixEnd extends MeasuredMatrix {
  /** The signal that stopped the runs. */
  readonly stoppedBy: string | undefined;
}

async function measure(jobs: readonly MatrixJob[], atOnce: number): Promise<MatrixEnd> {
  const progress = createMatrixProgress(jobs.length, progressOptions(false));
  const { stop, close } = watchSignals((signal) => progress.printAbove(stoppingMessage(signal)));
  try {
    const measured = await runMatrix(jobs, { atOnce, stop, measured: progress.measured });
    return { ...measured, stoppedBy: stop.aborted ? String(stop.reason) : undefined };
  } finally {
    progress.close();
    close();
  }
}

/** @throws UsageError where there is no such fault */
function columnsFor(faults: readonly string[] | undefined): readonly TruthColumn[] {
  if (faults === undefined) return truthTable;
  const known = truthTable.flatMap(({ fault, scenario }) => [fault, scenario]);
  const unknown = faults.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`the matrix has no fault "${unknown}": ${suggestion(unknown, known)}`);
  return truthTable.filter(({ fault, scenario }) => faults.includes(fault) || faults.includes(scenario));
}

/** The cells column by column, so that the slow ones of a column do not all come last. */
async function jobsFor(
  columns: readonly TruthColumn[],
  strategies: readonly StrategyName[],
  seed: number | undefined,
): Promise<readonly MatrixJob[]> {
  const names = columns.map(({ scenario }) => scenario);
  const loaded = await loadShipped(names, process.cwd());
  return columns.flatMap(({ fault }, at) => {
    const column = loaded[at];
    return column === undefined ? [] : strategies.map((strategy) => jobFor(fault, column, strategy, seed));
  });
}

function jobFor(
  fault: string,
  { reference, scenario }: LoadedScenario,
  strategy: StrategyName,
  given: number | undefined,
): MatrixJob {
  const seed = given ?? scenario.seed ?? freshSeed();
  const reproduce = `npx chaos-payout run ${shellWord(reference)} --strategy ${strategy} --seed ${seed}`;
  return { fault, plan: planScenario(scenario, { seed, strategy }), reproduce };
}
