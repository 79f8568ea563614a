import { relative, resolve } from "node:path";
import { type Clock, systemClock } from "../../domain/clock.ts";
import { counted } from "../../domain/format.ts";
import { TargetError } from "../../service/target.ts";
import { maskControlsInLines, stripControls } from "../../text/strip-controls.ts";
import { earlyExitCodes, UsageError } from "../errors.ts";
import { exitCodes, worstExitCode } from "../exit-code.ts";
import { refuseOverwriting } from "../output/files.ts";
import { readScenarios, requireLoaded } from "../scenarios/load.ts";
import { resolveScenarios } from "../scenarios/resolve.ts";
import { signalExitCode, watchSignals } from "../signals.ts";
import { fileKind } from "../system-error.ts";
import { type FileChange, type FileWatch, watchFiles } from "./file-watch.ts";
import { planJobs } from "./job.ts";
import { type RunFlags, type RunSettings, runJobs, runSettings, STOPPED_BY_WATCH } from "./run-scenarios.ts";

/**
 * Runs scenarios, and runs them again whenever one of their files changes. A signal between two runs ends it with the exit code of the last
 * run; a signal during a run stops that without a report. @throws UsageError if there is nothing to watch
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

/** One run; undefined if a change or a signal stopped it. Prints problems that the user can fix; a bug ends the watch. */
async function runUntil(change: Promise<unknown>, { names, flags, settings, watch, screen }: Round) {
  const controller = new AbortController();
  const stop = controller.signal;
  void change.then(
    () => controller.abort(STOPPED_BY_WATCH),
    // A watch that fails does not stop the run; the caller awaits `change` afterwards, and throws.
    () => {},
  );
  let [files, exitCode]: [number, number] = [0, exitCodes.asExpected];
  try {
    const read = await readScenarios(names, process.cwd(), { set: flags.set, filters: flags.filter });
    const sources = [...new Set(read.flatMap((each) => each.sources))];
    files = sources.length;
    watch.include(sources);
    refuseOverwriting({ ...settings, read: sources });
    const jobs = await planJobs(requireLoaded(read), flags);
    exitCode = await runJobs(jobs, settings, () => ({ stop, close() {} }));
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof TargetError)) throw error;
    if (!stop.aborted) screen.refuse(error.message);
    exitCode = worstExitCode(earlyExitCodes(error, undefined));
  }
  return stop.aborted ? undefined : { exitCode, files };
}

/** Watches the files that the names mean now, and the named folders for new files. */
async function openWatch(names: readonly string[], { filter = [] }: RunFlags): Promise<FileWatch> {
  const cwd = process.cwd();
  const paths = (names.length === 0 ? ["scenarios"] : names).map((name) => resolve(cwd, name));
  const scenarios = await resolveScenarios(names, cwd, { allShipped: filter.length > 0 });
  return watchFiles({
    files: scenarios.map(({ path }) => path),
    folders: paths.filter((path) => fileKind(path) === "folder"),
  });
}

/** What `--watch` prints between the reports of its runs. */
export type WatchScreen = ReturnType<typeof createWatchScreen>;

interface WatchOutput {
  write(text: string): void;
  /** The rows of the terminal that shows the reports; 0 if there is none, and nothing is cleared. */
  rows(): number;
}

/** Scrolls the old screen into the scrollback, and moves the cursor to the top. */
function cleared(rows: number): string {
  return rows === 0 ? "" : `${"\n".repeat(rows - 1)}\u001b[H\u001b[J`;
}

/** A watch screen on this output, which is stderr, so that stdout has nothing but reports. */
export function createWatchScreen(output: WatchOutput, cwd: string, clock: Clock = systemClock) {
  let run = 0;
  const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
  return {
    /** Announces a run and what caused it. Clears the terminal between two runs. */
    begin(changes: readonly FileChange[]) {
      run += 1;
      const cause = changes.length === 0 ? "" : `   ${changeText(changes, cwd)}`;
      output.write(`${run === 1 ? "" : cleared(output.rows())} ${time.format(clock.epochMs())}   run ${run}${cause}\n`);
    },
    superseded: () => output.write(" stopped: a file changed, starting over\n"),
    refuse: (message: string) => output.write(`chaos-payout: ${maskControlsInLines(message)}\n`),
    idle: (files: number) => output.write(` watching ${counted(files, "file")} · press Ctrl-C to quit\n`),
  };
}

function changeText([first, ...others]: readonly FileChange[], cwd: string): string {
  if (first === undefined) return "";
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  return `${stripControls(relative(cwd, first.path))} ${first.what}${more}`;
}
