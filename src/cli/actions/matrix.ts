import { availableParallelism } from "node:os";
import { systemClock } from "../../domain/clock.ts";
import { counted } from "../../domain/format.ts";
import type { Matrix, MatrixCell, MatrixFault } from "../../domain/matrix.ts";
import { freshSeed } from "../../domain/random.ts";
import { type StrategyName, strategyNames } from "../../domain/strategy.ts";
import { type TruthColumn, truthTable } from "../../explain/truth-table.ts";
import { matrixReporters } from "../../report/matrix/index.ts";
import { type MatrixJob, type RunOfCell, runMatrix } from "../../run-matrix.ts";
import { runScenario } from "../../run-scenario.ts";
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
  /** In virtual time. */
  readonly simulate?: boolean;
  readonly reporter: readonly string[];
}

/** Measures strategies under faults and reports the table; returns the exit code. @throws UsageError */
export async function matrixCommand(flags: MatrixFlags, version: string): Promise<number> {
  const choices = reporterChoices(flags.reporter, ["table", "json", "markdown"]);
  if (flags.simulate === true && flags.jobs !== undefined)
    throw new UsageError("--jobs cannot be combined with --simulate: it is for runs on real processes");
  const wanted = faultsFor(flags.fault);
  const strategies = strategyNames.filter((name) => flags.strategy?.includes(name) ?? true);
  const all = await jobsFor(wanted, strategies, flags);
  const jobs = flags.simulate === true ? await simulatedOf(all, flags) : all;
  const startedMs = systemClock.now();
  const { cells, failure, stoppedBy } = await measure(jobs, flags);
  // A failure before the first cell leaves nothing to report but itself.
  if (failure !== undefined && cells.length === 0) throw failure;
  const exitCode = worstExitCode([...earlyExitCodes(failure, stoppedBy), ...cells.map(exitCodeOfCell)]);
  const matrix: Matrix = {
    version,
    exitCode,
    durationMs: Math.round(systemClock.now() - startedMs),
    simulated: flags.simulate === true,
    strategies,
    faults: wanted.filter(({ scenario }) => jobs.some(({ fault }) => fault === scenario)).map(matrixFault),
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

function matrixFault({ scenario, letter, place, title }: TruthColumn): MatrixFault {
  return { fault: scenario, letter: letter ?? null, place, title, scenario };
}

async function measure(jobs: readonly MatrixJob[], flags: MatrixFlags) {
  const progress = createMatrixProgress(jobs.length);
  const { stop, close } = watchSignals((signal) => progress.printAbove(stoppingMessage(signal)));
  const run = flags.simulate === true ? await runSimulated() : undefined;
  // Simulated runs share one thread, so none gains from another beside it.
  const atOnce = flags.simulate === true ? 1 : (flags.jobs ?? availableParallelism());
  try {
    const measured = await runMatrix(jobs, { atOnce, stop, run, measured: progress.measured });
    return { ...measured, stoppedBy: stop.aborted ? String(stop.reason) : undefined };
  } finally {
    progress.close();
    close();
  }
}

async function runSimulated(): Promise<RunOfCell> {
  const { simulationOf } = await import("../../simulation/index.ts");
  return (plan, options) => runScenario(plan, { ...options, simulation: simulationOf(plan) });
}

/** The jobs that can be simulated; the others are named. @throws UsageError for a fault that was asked for by name and cannot */
async function simulatedOf(jobs: readonly MatrixJob[], flags: MatrixFlags): Promise<readonly MatrixJob[]> {
  const { notSimulated } = await import("../../simulation/not-simulated.ts");
  const left = new Map<string, string>();
  for (const { fault, plan } of jobs) {
    const why = notSimulated(plan);
    if (why !== undefined) left.set(fault, why);
  }
  for (const [fault, why] of left) {
    if (flags.fault !== undefined) throw new UsageError(`${fault}: ${why}: measure it without --simulate`);
    process.stderr.write(`chaos-payout: ${fault} is left out: ${why}\n`);
  }
  return jobs.filter(({ fault }) => !left.has(fault));
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

function faultsFor(faults: readonly string[] | undefined): readonly TruthColumn[] {
  if (faults === undefined) return truthTable;
  const namesOf = ({ scenario, letter }: TruthColumn) => (letter === undefined ? [scenario] : [letter, scenario]);
  const known = truthTable.flatMap(namesOf);
  const unknown = faults.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`the matrix has no fault "${unknown}": ${suggestion(unknown, known)}`);
  return truthTable.filter((column) => namesOf(column).some((name) => faults.includes(name)));
}

/** The cells fault by fault, so that the slow ones of a fault do not all come last. */
async function jobsFor(
  faults: readonly TruthColumn[],
  strategies: readonly StrategyName[],
  flags: MatrixFlags,
): Promise<readonly MatrixJob[]> {
  const jobs: MatrixJob[] = [];
  for (const { scenario: name } of faults) {
    const { reference, scenario } = await loadShipped(name, process.cwd());
    for (const strategy of strategies) {
      const seed = flags.seed ?? scenario.seed ?? freshSeed();
      const words = ["npx chaos-payout run", shellWord(reference), "--strategy", strategy];
      if (flags.simulate === true) words.push("--simulate");
      const reproduce = [...words, "--seed", String(seed)].join(" ");
      jobs.push({ fault: name, plan: planScenario(scenario, { seed, strategy }), reproduce });
    }
  }
  return jobs;
}
