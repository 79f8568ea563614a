import { setFlagsFromString } from "node:v8";
import { counted } from "../../domain/format.ts";
import type { LoadDriver } from "../../engine/load-driver.ts";
import { createFactLog } from "../../journal/fact-log.ts";
import type { ReportedScenario } from "../../report/report.ts";
import { prepareScenario } from "../../run-scenario.ts";
import { TargetError } from "../../service/target.ts";
import type { ExternalTarget } from "../../systems/external-target.ts";
import { maskControlsInLines } from "../../text/strip-controls.ts";
import { problemAnnotations } from "../ci/annotations.ts";
import { escapeOnGitHub } from "../ci/environment.ts";
import { BadScenariosError, earlyExitCodes, reportError } from "../errors.ts";
import { exitCodes, worstExitCode } from "../exit-code.ts";
import { refuseOverwriting } from "../output/files.ts";
import { type JournalWriter, openJournal } from "../output/journal.ts";
import {
  chartsFor,
  type ReportFlags,
  type ReportSettings,
  reportSettings,
  timelinesFor,
  writeReports,
} from "../output/reports.ts";
import { loadScenarios } from "../scenarios/load.ts";
import { shippedNotice } from "../scenarios/resolve.ts";
import { type Signals, stoppingMessage, watchSignals } from "../signals.ts";
import { progressOptions } from "../terminal/capabilities.ts";
import { type Job, type PlanningFlags, planJobs } from "./job.ts";
import { driverFor } from "./load.ts";
import type { LoadFlags } from "./load-flags.ts";
import { createProgressLine, type ProgressLine } from "./progress.ts";
import { refuseToSimulate, type SimulationFor, simulationFor } from "./simulated.ts";
import { refuseRemote, targetOf } from "./target.ts";

/** The flags of `run`. */
export interface RunFlags extends PlanningFlags, ReportFlags, LoadFlags {
  readonly filter?: readonly string[];
  readonly journal?: string;
  readonly watch?: boolean;
}

/** Runs scenarios one after the other and reports them together; returns the exit code. @throws UsageError */
export async function runCommand(names: readonly string[], flags: RunFlags, version: string): Promise<number> {
  const settings = runSettings(flags, version);
  // Every mistake in the input is found before the first payout is sent.
  const jobs = await loadJobs(names, flags, settings);
  const defaulted = { names, filters: flags.filter, chosen: jobs.length, done: "run" } as const;
  if (flags.quiet !== true) process.stderr.write(shippedNotice(defaulted, process.cwd()));
  return runJobs(jobs, settings, (say) => watchSignals((signal) => say(stoppingMessage(signal))));
}

async function loadJobs(names: readonly string[], flags: RunFlags, settings: RunSettings): Promise<readonly Job[]> {
  try {
    const loaded = await loadScenarios(names, process.cwd(), { set: flags.set, filters: flags.filter });
    refuseOverwriting({ ...settings, read: loaded.flatMap(({ sources }) => sources) });
    return await planJobs(loaded, flags);
  } catch (error) {
    if (error instanceof BadScenariosError)
      process.stdout.write(problemAnnotations(error.problems, { ...settings, cwd: process.cwd() }));
    throw error;
  }
}

/** Starts to watch for what can stop a run, and announces it with `say`. */
type WatchSignals = (say: (message: string) => void) => Signals;

/** What the command line says about every run. */
export interface RunSettings extends ReportSettings {
  readonly target: ExternalTarget | undefined;
  /** True if a service may be on another machine. */
  readonly allowsRemote: boolean;
  readonly journal: string | undefined;
  readonly load: RunFlags;
  /** True if all runs are in virtual time, not only those whose scenario says so. */
  readonly simulates: boolean;
}

/** Reads the flags. @throws UsageError */
export function runSettings(flags: RunFlags, version: string): RunSettings {
  // The API under test runs on the same machine, so collect garbage earlier: at 60,000 payouts this saves a third of the memory, and costs
  // no time.
  setFlagsFromString("--heap-growing-percent=30");
  refuseToSimulate(flags);
  return {
    ...reportSettings(flags, version),
    target: targetOf(flags),
    allowsRemote: flags.allowRemote === true,
    journal: flags.journal,
    load: flags,
    simulates: flags.simulate === true,
  };
}

/** The abort reason of a run that --watch stopped, which is not reported. */
export const STOPPED_BY_WATCH = "the watch";

/** Runs the jobs and reports them; returns the exit code. @throws the error that ended the runs early */
export async function runJobs(
  jobs: readonly Job[],
  settings: RunSettings,
  startWatching: WatchSignals,
): Promise<number> {
  for (const { service } of jobs) if (service !== undefined) refuseRemote(service, settings.allowsRemote);
  const simulation = await simulationFor(jobs, settings.simulates);
  const driver = await driverFor(jobs, settings.load);
  const journal = settings.journal === undefined ? undefined : openJournal(settings.journal);
  const { results, failure, stoppedBy } = await runInOrder(
    jobs,
    { ...settings, simulation, driver },
    journal,
    startWatching,
  );
  const codes = earlyExitCodes(failure, stoppedBy);
  const isSuperseded = stoppedBy === STOPPED_BY_WATCH;
  const exitCode = isSuperseded ? worstExitCode(codes) : await writeReports(settings, results, codes);
  if (stoppedBy !== undefined && !isSuperseded && results.length < jobs.length) {
    const missing = `${jobs.length - results.length} of ${counted(jobs.length, "scenario")}`;
    process.stderr.write(`chaos-payout: ${missing} did not run\n`);
  }
  let closeExitCode: number = exitCodes.asExpected;
  try {
    journal?.close();
  } catch (error) {
    closeExitCode = reportError(error);
  }
  if (failure !== undefined) throw failure;
  // A journal that could not be written is an error, but it does not replace the verdict.
  return exitCode === exitCodes.asExpected ? closeExitCode : exitCode;
}

/** The settings with what they need to run. */
type LoadedSettings = RunSettings & {
  readonly simulation: SimulationFor;
  readonly driver: LoadDriver | undefined;
};

/** Runs the jobs until one fails or something stops them; the results until then are still reported. */
async function runInOrder(
  jobs: readonly Job[],
  settings: LoadedSettings,
  journal: JournalWriter | undefined,
  startWatching: WatchSignals,
) {
  const addChart = await chartsFor(settings.choices);
  const results: ReportedScenario[] = [];
  const line = createProgressLine({ ...progressOptions(settings.detail === "brief"), runs: jobs.length });
  const signals = startWatching(line.printAbove);
  const { stop } = signals;
  const prepare = (job: Job | undefined) => job && prepareJob(job, settings, line, stop);
  const stoppedBy = () => (stop.aborted ? String(stop.reason) : undefined);
  let next = prepare(jobs[0]);
  try {
    for (let begun = 1; next !== undefined && !stop.aborted; begun += 1) {
      const current = next;
      // Starting an API takes half as long as a small run, so the next one starts now.
      next = prepare(jobs[begun]);
      const endJournal = journal?.follow(current.journal);
      try {
        const { reconciliation } = await current.run();
        results.push({ ...addChart(reconciliation, current.journal), source: current.source });
      } finally {
        endJournal?.();
      }
    }
    return { results, failure: undefined, stoppedBy: stoppedBy() };
  } catch (error) {
    // If a signal stops a run before it has sent anything, the error of the half-started system is not news.
    const isStopped = stop.aborted && error instanceof TargetError;
    return { results, failure: isStopped ? undefined : error, stoppedBy: stoppedBy() };
  } finally {
    await next?.discard();
    line.close();
    signals.close();
  }
}

function prepareJob(
  { plan, service, source, reproduce, document }: Job,
  settings: LoadedSettings,
  line: ProgressLine,
  stop: AbortSignal,
) {
  const journal = createFactLog();
  const say = (sentence: string) => line.printAbove(escapeOnGitHub(`chaos-payout: ${maskControlsInLines(sentence)}`));
  const prepared = prepareScenario(plan, {
    target: service === undefined ? settings.target : undefined,
    service,
    simulation: settings.simulation(plan),
    driver: settings.driver,
    reproduce,
    document,
    journal,
    watch: line.watch(plan.scenario),
    timelines: timelinesFor(settings),
    stop,
    say,
    warn: say,
  });
  return { journal, source, ...prepared };
}
