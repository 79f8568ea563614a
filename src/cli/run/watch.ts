import { resolve } from "node:path";
import { TargetError } from "../../target/target.ts";
import { earlyExitCodes, UsageError } from "../errors.ts";
import { exitCodes, worstExitCode } from "../exit-code.ts";
import { refuseOverwriting } from "../output/files.ts";
import { readScenarios, requireLoaded } from "../scenarios/load.ts";
import { resolveScenarios } from "../scenarios/resolve.ts";
import { signalExitCode, watchSignals } from "../signals.ts";
import { fileKind } from "../system-error.ts";
import { type FileChange, type FileWatch, watchFiles } from "./file-watch.ts";
import { planJob } from "./job.ts";
import { type RunFlags, type RunSettings, runJobs, runSettings, STOPPED_BY_WATCH } from "./run-scenarios.ts";
import { createWatchScreen, type WatchScreen } from "./watch-screen.ts";

/**
 * Runs scenarios, and runs them again whenever one of their files changes, until a signal ends it. Between two runs nothing is interrupted,
 * so the exit code is that of the last run. A signal during a run stops it without a report, and waits only until its API and its ledger
 * are gone. @throws UsageError where there is nothing to watch.
 */
export async function watchCommand(names: readonly string[], flags: RunFlags, version: string): Promise<number> {
  const settings = runSettings(flags, version);
  const { stop, close } = watchSignals();
  const stopped = new Promise<undefined>((resolve) => {
    stop.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  const screen = createWatchScreen(stderr, process.cwd());
  const watch = await openWatch(names, flags);
  try {
    let exitCode: number = exitCodes.asExpected;
    let changes: readonly FileChange[] = [];
    for (;;) {
      screen.begin(changes);
      const change = Promise.race([watch.next(), stopped]);
      const round = await runUntil(change, { names, flags, settings, watch, screen });
      if (round === undefined && stop.aborted) return signalExitCode(String(stop.reason));
      if (round === undefined) screen.superseded();
      else screen.idle(round.files);
      exitCode = round?.exitCode ?? exitCode;
      const changed = await change;
      if (changed === undefined) return exitCode;
      changes = changed;
    }
  } finally {
    close();
    await watch.close();
  }
}

const stderr = {
  write: (text: string) => void process.stderr.write(text),
  // If the reports go elsewhere, there is nothing to clear on this terminal.
  rows: () => (process.stdout.isTTY && process.stderr.isTTY ? process.stderr.rows : 0),
};

interface Round {
  readonly names: readonly string[];
  readonly flags: RunFlags;
  readonly settings: RunSettings;
  readonly watch: FileWatch;
  readonly screen: WatchScreen;
}

interface RoundEnd {
  readonly exitCode: number;
  /** How many files the scenarios were read from. */
  readonly files: number;
}

/** One run; undefined if a change or a signal stopped it. */
async function runUntil(change: Promise<unknown>, round: Round): Promise<RoundEnd | undefined> {
  const stop = new AbortController();
  void change.then(
    () => stop.abort(STOPPED_BY_WATCH),
    // A watch that fails does not stop the run; the caller awaits `change` afterwards, and throws.
    () => {},
  );
  const end = await runOnce(round, stop.signal);
  return stop.signal.aborted ? undefined : end;
}

/** Problems of the scenarios or the target are printed, and can be fixed; a bug ends the watch. */
async function runOnce({ names, flags, settings, watch, screen }: Round, stop: AbortSignal): Promise<RoundEnd> {
  let files = 0;
  try {
    const read = await readScenarios(names, process.cwd(), { set: flags.set, filters: flags.filter });
    const sources = new Set(read.flatMap((each) => each.sources));
    files = sources.size;
    watch.include([...sources]);
    refuseOverwriting({ ...settings, read: [...sources] });
    const jobs = requireLoaded(read).map((loaded) => planJob(loaded, flags));
    return { exitCode: await runJobs(jobs, settings, () => ({ stop, close() {} })), files };
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof TargetError)) throw error;
    if (!stop.aborted) screen.refuse(error.message);
    return { exitCode: worstExitCode(earlyExitCodes(error, undefined)), files };
  }
}

/** Watches the files that the names mean now, and the folders among the names for files that are still to come. */
async function openWatch(names: readonly string[], { filter = [] }: RunFlags): Promise<FileWatch> {
  const cwd = process.cwd();
  const paths = (names.length === 0 ? ["scenarios"] : names).map((name) => resolve(cwd, name));
  const scenarios = await resolveScenarios(names, cwd, { allShipped: filter.length > 0 });
  return watchFiles({
    files: scenarios.map(({ path }) => path),
    folders: paths.filter((path) => fileKind(path) === "folder"),
  });
}
