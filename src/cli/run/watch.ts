import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type RunFlags, settingsOf } from "../commands/run-flags.ts";
import { UsageError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { refuseOverwriting } from "../output-files.ts";
import { allLoaded, readScenarios, resolveScenarios } from "../scenarios/load.ts";
import { type FileChange, type FileWatch, watchFiles } from "./file-watch.ts";
import { planJob } from "./job.ts";
import { type RunSettings, runOnce, runSettings, STOPPED_BY_WATCH } from "./run-scenarios.ts";
import { createWatchScreen, type WatchScreen } from "./watch-screen.ts";

/**
 * Runs scenarios, and runs them again whenever one of their files is saved, until somebody ends it. Ended between two runs, it answers with
 * the exit code of the last one, for nothing was interrupted. In the middle of a run it answers as interrupted: the run is stopped without
 * a report, and waited for only until its API and its ledger are gone. @throws UsageError where there is nothing to watch.
 */
export async function watchCommand(names: readonly string[], flags: RunFlags, version: string): Promise<number> {
  const settings = runSettings(flags, version);
  const ending = watchEnding();
  const screen = createWatchScreen(stderr, process.cwd());
  const watch = await openWatch(names, flags);
  try {
    let exitCode: number = exitCodes.asExpected;
    let changes: readonly FileChange[] = [];
    for (;;) {
      screen.begin(changes);
      const next = watch.next();
      const round = await runUntil(Promise.race([next, ending.comes]), { names, flags, settings, watch, screen });
      const interrupted = ending.exitCode();
      if (round === undefined && interrupted !== undefined) return interrupted;
      if (round === undefined) screen.superseded();
      else screen.idle(round.files);
      exitCode = round?.exitCode ?? exitCode;
      const news = await Promise.race([next, ending.comes]);
      if (news === undefined) return exitCode;
      changes = news;
    }
  } finally {
    ending.close();
    await watch.close();
  }
}

const stderr = {
  write: (text: string) => void process.stderr.write(text),
  // Where the reports go elsewhere, nothing on this terminal is in the way.
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

/** One run; undefined where it was told to end before it did, and was stopped in good order. */
async function runUntil(told: Promise<unknown>, round: Round): Promise<RoundEnd | undefined> {
  const stop = new AbortController();
  void told.then(
    () => stop.abort(STOPPED_BY_WATCH),
    () => {},
  );
  const end = await runOne(round, stop.signal);
  return stop.signal.aborted ? undefined : end;
}

/** What is wrong with the scenarios, or with their target, is said and can be put right; only a bug of ours ends the watch. */
async function runOne({ names, flags, settings, watch, screen }: Round, stop: AbortSignal): Promise<RoundEnd> {
  let files = 0;
  try {
    const read = await readScenarios(names, process.cwd(), settingsOf(flags));
    const sources = new Set(read.flatMap((each) => each.sources));
    files = sources.size;
    watch.include([...sources]);
    refuseOverwriting({ ...settings, read: [...sources] });
    const jobs = allLoaded(read).map((loaded) => planJob(loaded, flags));
    return { exitCode: await runOnce(jobs, settings, () => ({ stop, close: () => {} })), files };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (!stop.aborted) screen.refuse(error.message);
    return { exitCode: error.exitCode, files };
  }
}

/** Watches what the names mean now, and the folders among them for what is still to come. */
async function openWatch(names: readonly string[], { filter = [] }: RunFlags): Promise<FileWatch> {
  const cwd = process.cwd();
  const folders = (names.length === 0 ? ["scenarios"] : names).map((name) => resolve(cwd, name));
  const found = await Promise.all(folders.map((path) => stat(path).catch(() => undefined)));
  const meant = await resolveScenarios(names, cwd, { allShipped: filter.length > 0 });
  return watchFiles({
    files: meant.map(({ path }) => path),
    folders: folders.filter((_, index) => found[index]?.isDirectory()),
  });
}

/** Looks out for Ctrl-C and its like. The second one ends the process whatever it is at, and the embedded API goes with it. */
function watchEnding() {
  let exitCode: number | undefined;
  let come = () => {};
  const comes = new Promise<undefined>((resolve) => {
    come = () => resolve(undefined);
  });
  const onSignal = (signal: NodeJS.Signals) => {
    const before = exitCode;
    exitCode = signal === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated;
    if (before !== undefined) process.exit(exitCode);
    come();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal).on("SIGHUP", onSignal);
  return {
    /** Resolves when the first signal comes. */
    comes,
    /** That of the signal; undefined before it comes. */
    exitCode: () => exitCode,
    close: () => void process.off("SIGINT", onSignal).off("SIGTERM", onSignal).off("SIGHUP", onSignal),
  };
}
