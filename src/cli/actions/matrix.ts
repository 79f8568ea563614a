import { availableParallelism } from "node:os";
import { systemClock } from "../../domain/clock.ts";
import { counted } from "../../domain/format.ts";
import type { Matrix, MatrixCell } from "../../domain/matrix.ts";
import { freshSeed } from "../../domain/random.ts";
import { type StrategyName, strategyNames } from "../../domain/strategy.ts";
import { type TruthColumn, truthTable } from "../../explain/truth-table.ts";
import { matrixReporters } from "../../report/matrix/index.ts";
import { type MatrixJob, runMatrix } from "../../run-matrix.ts";
import { planScenario } from "../../scenario/plan.ts";
import { shellWord } from "../../text/shell-word.ts";
import { truncateEnd } from "../../text/width.ts";
import { SEPARATOR } from "../../text/wrap.ts";
import { earlyExitCodes, suggestion, UsageError } from "../errors.ts";
import { exitCodeOfCell, exitCodes, worstExitCode } from "../exit-code.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { writeTexts } from "../output/reports.ts";
import { loadShipped } from "../scenarios/load.ts";
import { stoppingMessage, watchSignals } from "../signals.ts";
import { progressOptions } from "../terminal/capabilities.ts";
import { createLiveLine } from "../terminal/live-line.ts";
import { DEFAULT_COLUMNS } from "../terminal/width.ts";

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

async function measure(jobs: readonly MatrixJob[], atOnce: number) {
  const progress = createMatrixProgress(jobs.length);
  const { stop, close } = watchSignals((signal) => progress.printAbove(stoppingMessage(signal)));
  try {
    const measured = await runMatrix(jobs, { atOnce, stop, measured: progress.measured });
    return { ...measured, stoppedBy: stop.aborted ? String(stop.reason) : undefined };
  } finally {
    progress.close();
    close();
  }
}

/** How often a log gets a line; a matrix that is measured sooner needs none. */
const LOG_EVERY_MS = 10_000;

function createMatrixProgress(all: number) {
  const { stream, clock, mode, onExit } = progressOptions(false);
  const { show, printAbove, close } = createLiveLine(stream, onExit);
  let done = 0;
  let loggedMs = clock.now();
  return {
    measured({ strategy, fault, asDocumented, measured }: MatrixCell) {
      done += 1;
      const found = [`${strategy} × ${fault}`, measured.verdict, ...(asDocumented ? [] : ["not as documented"])];
      const text = [`${done} of ${all} cells`, ...found].join(SEPARATOR);
      if (mode === "live") return show(truncateEnd(` ${text}`, Math.max(0, (stream.columns || DEFAULT_COLUMNS) - 1)));
      if (clock.now() - loggedMs < LOG_EVERY_MS) return;
      loggedMs = clock.now();
      stream.write(`chaos-payout: matrix${SEPARATOR}${text}\n`);
    },
    printAbove,
    close,
  };
}

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
  fixedSeed: number | undefined,
): Promise<readonly MatrixJob[]> {
  const jobs: MatrixJob[] = [];
  for (const { fault, scenario: name } of columns) {
    const { reference, scenario } = await loadShipped(name, process.cwd());
    for (const strategy of strategies) {
      const seed = fixedSeed ?? scenario.seed ?? freshSeed();
      const reproduce = `npx chaos-payout run ${shellWord(reference)} --strategy ${strategy} --seed ${seed}`;
      jobs.push({ fault, plan: planScenario(scenario, { seed, strategy }), reproduce });
    }
  }
  return jobs;
}
