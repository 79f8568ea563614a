import { setFlagsFromString } from "node:v8";
import { createFactLog } from "../../journal/fact-log.ts";
import { type Detail, type ReportedScenario, reporterNames } from "../../report/report.ts";
import { prepareScenario } from "../../run-scenario.ts";
import type { ExternalTarget } from "../../systems/external-target.ts";
import { TargetError } from "../../target/target.ts";
import { maskControlsInLines } from "../../text/strip-controls.ts";
import { type Charting, charting } from "../charting.ts";
import { problemAnnotations } from "../ci/annotations.ts";
import type { CiEnvironment } from "../ci/environment.ts";
import { unobeyed } from "../ci/escape-workflow-commands.ts";
import { type RunFlags, settingsOf } from "../commands/run-flags.ts";
import { BadScenariosError, UsageError } from "../errors.ts";
import { exitCodes, worstExitCode } from "../exit-code.ts";
import { type JournalFile, openJournal } from "../output/journal-writer.ts";
import { type ReporterChoice, reporterChoices } from "../output/reporter-choice.ts";
import { detailOf, writeReports } from "../output/reports.ts";
import { refuseOverwriting } from "../output-files.ts";
import { shippedNotice } from "../scenarios/defaults.ts";
import { loadScenarios } from "../scenarios/load.ts";
import { type Signals, watchSignals } from "../signals.ts";
import { progressScreen } from "../terminal/capabilities.ts";
import { sayTrouble } from "../trouble.ts";
import { type Job, planJob } from "./job.ts";
import { createProgressLine } from "./progress.ts";
import { foreignTarget } from "./target.ts";

/** Runs scenarios one after the other and reports them together; the answer is the exit code. @throws UsageError */
export async function runCommand(names: readonly string[], flags: RunFlags, version: string): Promise<number> {
  const settings = runSettings(flags, version);
  // Everything that can be wrong with the input is found before the first payout is sent.
  const loaded = await loadScenarios(names, process.cwd(), settingsOf(flags)).catch((error: unknown) => {
    const problems = error instanceof BadScenariosError ? error.problems : [];
    process.stdout.write(problemAnnotations(problems, { ...settings, cwd: process.cwd() }));
    throw error;
  });
  refuseOverwriting({ ...settings, read: loaded.flatMap(({ sources }) => sources) });
  const jobs = loaded.map((each) => planJob(each, flags));
  const unnamed = { names, filters: flags.filter, chosen: jobs.length, done: "run" } as const;
  if (flags.quiet !== true) process.stderr.write(shippedNotice(unnamed, process.cwd()));
  return runOnce(jobs, settings, watchSignals);
}

/** Begins to look out for whatever is to stop a run, and says so with `say`. */
export type WatchSignals = (say: (message: string) => void) => Signals;

/** What the command line says of every run, whatever the scenarios. */
export interface RunSettings {
  readonly choices: readonly ReporterChoice[];
  readonly target: ExternalTarget | undefined;
  readonly journal: string | undefined;
  readonly version: string;
  readonly ci: CiEnvironment | undefined;
  readonly detail: Detail;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Reads the flags. @throws UsageError */
export function runSettings(flags: RunFlags, version: string): RunSettings {
  // V8 lets a heap grow to several times of what lives in it before it looks for garbage. The harness shares its machine with the API
  // that it measures, so it asks for a smaller share; measured at 60,000 payouts: a third less memory, and no difference in time.
  setFlagsFromString("--heap-growing-percent=30");
  const choices = reporterChoices(flags.reporter, reporterNames);
  return {
    choices,
    target: foreignTarget(flags),
    journal: flags.journal,
    version,
    ci: flags.ci ? process.env : undefined,
    detail: detailOf(flags),
    quiet: flags.quiet === true,
    verbose: flags.verbose === true,
  };
}

/** Who stopped a run of which nothing is to be reported, because another one takes its place or nobody waits for it any more. */
export const STOPPED_BY_WATCH = "the watch";

/**
 * Runs a list of jobs and reports them; the answer is the exit code, which is of no account where it was the watch that stopped them. `watch` begins to
 * look out for whatever is to stop it. @throws UsageError
 */
export async function runOnce(jobs: readonly Job[], settings: RunSettings, watch: WatchSignals): Promise<number> {
  const journal = settings.journal === undefined ? undefined : openJournal(settings.journal);
  const { results, failure, stoppedBy } = await runJobs(
    jobs,
    settings,
    journal,
    watch,
    await charting(settings.choices),
  );
  const codes = [
    ...(failure === undefined ? [] : [failure instanceof UsageError ? failure.exitCode : exitCodes.bug]),
    ...(stoppedBy === undefined ? [] : [stoppedBy === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated]),
  ];
  const exitCode = stoppedBy === STOPPED_BY_WATCH ? worstExitCode(codes) : await writeReports(settings, results, codes);
  if (stoppedBy !== undefined && stoppedBy !== STOPPED_BY_WATCH && results.length < jobs.length) {
    process.stderr.write(
      `chaos-payout: ${jobs.length - results.length} of ${jobs.length === 1 ? "1 scenario" : `${jobs.length} scenarios`} did not run\n`,
    );
  }
  const trouble = closeJournal(journal);
  if (failure !== undefined) throw failure;
  return exitCode === exitCodes.asExpected ? trouble : exitCode;
}

/** Closes it, and says what could not be written; the answer is the exit code for that. A verdict that is bad news is not lost to it. */
function closeJournal(journal: JournalFile | undefined): number {
  try {
    journal?.close();
    return exitCodes.asExpected;
  } catch (error) {
    return sayTrouble(error);
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
  { target, quiet, verbose }: RunSettings,
  file: JournalFile | undefined,
  watchFor: WatchSignals,
  withChart: Charting,
): Promise<Outcome> {
  const results: ReportedScenario[] = [];
  const line = createProgressLine({ ...progressScreen(quiet), runs: jobs.length });
  const signals = watchFor(line.say);
  const prepare = (job: Job | undefined) => {
    if (job === undefined) return undefined;
    const journal = createFactLog();
    const watch = line.watch(job.plan.scenario, journal);
    const tell = verbose ? "all" : "some";
    const warn = (sentence: string) => line.say(unobeyed(`chaos-payout: ${maskControlsInLines(sentence)}`));
    const options = { target, again: job.reproduce, journal, watch, tell, stop: signals.stop, warn } as const;
    return { journal, source: job.source, ...prepareScenario(job.plan, options) };
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
        const { reconciliation } = await current.run();
        results.push({ ...withChart(reconciliation, current.journal), source: current.source });
      } finally {
        written?.();
      }
    }
    return { results, failure: undefined, stoppedBy: stoppedBy() };
  } catch (error) {
    // Whoever stops a run before it has begun to send is told that, and of no trouble that came of it.
    const isStopped = signals.stop.aborted && error instanceof TargetError;
    return { results, failure: isStopped ? undefined : translated(error), stoppedBy: stoppedBy() };
  } finally {
    await next?.discard();
    line.close();
    signals.close();
  }
}

function translated(error: unknown): unknown {
  return error instanceof TargetError ? new UsageError(error.message, 69) : error;
}
