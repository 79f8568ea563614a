import { setFlagsFromString } from "node:v8";
import { freshSeed } from "../../domain/random.ts";
import type { Reconciliation } from "../../domain/reconciliation.ts";
import type { ForeignTarget } from "../../engine/run-on-target.ts";
import { createFactLog, type FactLog } from "../../journal/fact-log.ts";
import { type ReportedScenario, reporterNames } from "../../report/report.ts";
import { prepareScenario } from "../../run-scenario.ts";
import { type Plan, PlanError, planScenario } from "../../scenario/plan.ts";
import { TargetError } from "../../target/target.ts";
import { againLine } from "../again-line.ts";
import { charting } from "../charting.ts";
import { exitCodes, worstExitCode } from "../exit-code.ts";
import { type JournalFile, openJournal } from "../journal-file.ts";
import { createProgressLine } from "../progress-line.ts";
import { reporterChoices, writeReports } from "../reports.ts";
import { type LoadedScenario, loadScenarios } from "../scenario-files.ts";
import { watchSignals } from "../signals.ts";
import { UsageError } from "../usage-error.ts";
import type { RunFlags } from "./run-flags.ts";
import { foreignTarget } from "./target-flags.ts";

/** Runs scenarios one after the other and reports them together; the answer is the exit code. @throws UsageError */
export async function runCommand(names: readonly string[], flags: RunFlags, version: string): Promise<number> {
  // V8 lets a heap grow to several times of what lives in it before it looks for garbage. The harness shares its machine with the API
  // that it measures, so it asks for a smaller share; measured at 60,000 payouts: a third less memory, and no difference in time.
  setFlagsFromString("--heap-growing-percent=30");
  const choices = reporterChoices(flags.reporter, reporterNames);
  const target = foreignTarget(flags);
  // Everything that can be wrong with the input is found before the first payout is sent.
  const loaded = await loadScenarios(names, process.cwd(), { set: flags.set });
  const jobs = loaded.map((each) => planJob(each, flags));
  const journal = flags.journal === undefined ? undefined : openJournal(flags.journal);
  const { results, failure, stoppedBy } = await runJobs(jobs, target, journal, await charting(choices));
  const codes = [
    ...(failure === undefined ? [] : [failure instanceof UsageError ? failure.exitCode : exitCodes.bug]),
    ...(stoppedBy === undefined ? [] : [stoppedBy === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated]),
  ];
  const exitCode = results.length === 0 ? worstExitCode(codes) : writeReports(choices, results, version, codes);
  if (stoppedBy !== undefined && results.length < jobs.length) {
    process.stderr.write(`chaos-payout: ${jobs.length - results.length} of ${jobs.length} scenarios did not run\n`);
  }
  if (failure !== undefined) throw failure;
  journal?.close();
  return exitCode;
}

/** A scenario that is ready to run. */
interface Job {
  readonly plan: Plan;
  readonly again: string;
}

function planJob(loaded: LoadedScenario, flags: RunFlags): Job {
  const seed = flags.seed ?? loaded.scenario.seed ?? freshSeed();
  const { strategy, concurrency, payouts } = flags;
  try {
    const plan = planScenario(loaded.scenario, { seed, strategy, concurrency, payouts });
    return { plan, again: againLine(loaded, seed, flags) };
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(`${loaded.file}: ${error.message}`);
    throw error;
  }
}

interface Outcome {
  readonly results: readonly ReportedScenario[];
  /** What ended the runs before all were done; the results until then are still reported. */
  readonly failure: unknown;
  /** The signal that stopped the runs. */
  readonly stoppedBy: string | undefined;
}

async function runJobs(
  jobs: readonly Job[],
  target: ForeignTarget | undefined,
  file: JournalFile | undefined,
  withChart: (reconciliation: Reconciliation, facts: FactLog) => ReportedScenario,
): Promise<Outcome> {
  const results: ReportedScenario[] = [];
  const line = createProgressLine();
  const signals = watchSignals();
  const prepare = (job: Job | undefined) => {
    if (job === undefined) return undefined;
    const journal = createFactLog();
    const watch = line.watch(job.plan.scenario);
    const options = { target, again: job.again, journal, watch, stop: signals.stop };
    return { journal, ...prepareScenario(job.plan, options) };
  };
  const stoppedBy = () => (signals.stop.aborted ? String(signals.stop.reason) : undefined);
  let next = prepare(jobs[0]);
  try {
    for (let begun = 1; next !== undefined && !signals.stop.aborted; begun += 1) {
      const current = next;
      // Starting an API takes half as long as a small run, and this process has little to do with it.
      next = prepare(jobs[begun]);
      const written = file?.follow(current.journal);
      try {
        results.push(withChart((await current.run()).reconciliation, current.journal));
      } finally {
        written?.();
      }
    }
    return { results, failure: undefined, stoppedBy: stoppedBy() };
  } catch (error) {
    return { results, failure: translated(error), stoppedBy: stoppedBy() };
  } finally {
    await next?.discard();
    line.clear();
    signals.close();
  }
}

function translated(error: unknown): unknown {
  return error instanceof TargetError ? new UsageError(error.message, 69) : error;
}
