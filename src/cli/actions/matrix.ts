import { availableParallelism } from "node:os";
import { systemClock } from "../../domain/clock.ts";
import type { Matrix } from "../../domain/matrix.ts";
import { freshSeed } from "../../domain/random.ts";
import { strategyNames } from "../../domain/strategy.ts";
import { type TruthColumn, truthTable } from "../../explain/truth-table.ts";
import { matrixReporters } from "../../report/matrix/index.ts";
import { type MatrixJob, type MeasuredMatrix, runMatrix } from "../../run-matrix.ts";
import { didYouMean } from "../../scenario/did-you-mean.ts";
import { planScenario } from "../../scenario/plan.ts";
import { TargetError } from "../../target/target.ts";
import { quoted } from "../../text/shell-word.ts";
import { type MatrixFlags, matrixReporterNames } from "../commands/matrix-flags.ts";
import { UsageError } from "../errors.ts";
import { exitCodeOfCell, exitCodes, worstExitCode } from "../exit-code.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { writeTexts } from "../output/reports.ts";
import { type LoadedScenario, loadShipped } from "../scenarios/load.ts";
import { watchSignals } from "../signals.ts";
import { progressScreen } from "../terminal/capabilities.ts";
import { createMatrixProgress } from "./matrix-progress.ts";

/** Measures strategies under faults and reports the table; the answer is the exit code. @throws UsageError */
export async function matrixCommand(flags: MatrixFlags, version: string): Promise<number> {
  const choices = reporterChoices(flags.reporter, matrixReporterNames);
  const columns = wantedColumns(flags.fault);
  const strategies = strategyNames.filter((name) => flags.strategy?.includes(name) ?? true);
  const jobs = await jobsOf(columns, strategies, flags.seed);
  const startedMs = systemClock.now();
  const { cells, failure, stoppedBy } = await measure(jobs, flags.jobs ?? availableParallelism());
  const codes = [
    ...(failure === undefined ? [] : [failure instanceof UsageError ? failure.exitCode : exitCodes.bug]),
    ...(stoppedBy === undefined ? [] : [stoppedBy === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated]),
  ];
  const exitCode = worstExitCode([...codes, ...cells.map(exitCodeOfCell)]);
  const durationMs = Math.round(systemClock.now() - startedMs);
  const { length: planned } = jobs;
  const matrix: Matrix = { version, exitCode, durationMs, strategies, columns: columns.map(columnOf), planned, cells };
  // A failure before the first cell leaves nothing to report but itself.
  if (failure !== undefined && cells.length === 0) throw failure;
  const trouble = await writeTexts(choices, (name, options) => matrixReporters[name](matrix, options));
  if (cells.length < planned) {
    process.stderr.write(
      `chaos-payout: ${planned - cells.length} of ${planned} ${planned === 1 ? "cell was" : "cells were"} not measured\n`,
    );
  }
  if (failure !== undefined) throw failure;
  return exitCode === exitCodes.asExpected ? trouble : exitCode;
}

interface Outcome extends MeasuredMatrix {
  /** The signal that stopped the runs. */
  readonly stoppedBy: string | undefined;
}

async function measure(jobs: readonly MatrixJob[], atOnce: number): Promise<Outcome> {
  const progress = createMatrixProgress(jobs.length, progressScreen(false));
  const signals = watchSignals(progress.say);
  try {
    const { cells, failure } = await runMatrix(jobs, { atOnce, stop: signals.stop, measured: progress.measured });
    const stoppedBy = signals.stop.aborted ? String(signals.stop.reason) : undefined;
    return { cells, failure: translated(failure), stoppedBy };
  } finally {
    progress.close();
    signals.close();
  }
}

function translated(failure: unknown): unknown {
  return failure instanceof TargetError ? new UsageError(failure.message, exitCodes.unreachable) : failure;
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
  const names = columns.map(({ scenario }) => scenario);
  const loaded = await loadShipped(names, process.cwd());
  return columns.flatMap(({ fault }, at) => {
    const column = loaded[at];
    return column === undefined ? [] : strategies.map((strategy) => jobOf(fault, column, strategy, seed));
  });
}

function jobOf(
  fault: string,
  { reference, scenario }: LoadedScenario,
  strategy: (typeof strategyNames)[number],
  given: number | undefined,
): MatrixJob {
  const seed = given ?? scenario.seed ?? freshSeed();
  const reproduce = `npx chaos-payout run ${quoted(reference)} --strategy ${strategy} --seed ${seed}`;
  return { fault, plan: planScenario(scenario, { seed, strategy }), reproduce };
}
