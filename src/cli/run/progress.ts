import type { Progress } from "../../engine/progress.ts";
import type { ProgressOptions } from "../terminal/capabilities.ts";
import { createLiveLine, type LiveLine } from "../terminal/live-line.ts";
import { DEFAULT_COLUMNS } from "../terminal/width.ts";
import { createLiveText, logText, type Snapshot } from "./progress-text.ts";

/** Shows the progress of the runs; nothing of it stays on a terminal. */
export interface ProgressLine extends Pick<LiveLine, "printAbove" | "close"> {
  /** Returns a function that shows the counters of a run until the next run is shown. */
  watch(scenario: string): (progress: Progress) => void;
}

/** How often the live line changes. */
const EVERY_MS = 100;
/** A log says nothing about a shorter run. */
const LOG_FROM_MS = 10_000;
const LOG_EVERY_MS = 5_000;
const RATE_WINDOW_MS = 1_000;

/** A progress line for `runs` runs; it shows nothing yet. */
export function createProgressLine(options: ProgressOptions & { readonly runs: number }): ProgressLine {
  const { stream, clock, mode, ink, runs } = options;
  const line = createLiveLine(stream, options.onExit);
  let begun = 0;
  let stop = () => {};
  const liveText = createLiveText(ink);
  const show = (look: () => Snapshot): (() => void) => {
    // Some terminals wrap after the last column, so it stays free.
    if (mode === "live") return () => line.show(liveText(look(), Math.max(0, (stream.columns || DEFAULT_COLUMNS) - 1)));
    let nextMs = LOG_FROM_MS;
    return () => {
      const snapshot = look();
      if (snapshot.elapsedMs < nextMs) return;
      nextMs = snapshot.elapsedMs + LOG_EVERY_MS;
      stream.write(`${logText(snapshot)}\n`);
    };
  };
  return {
    watch: (scenario) => (progress) => {
      if (mode === "none") return;
      stop();
      begun += 1;
      const position = runs > 1 ? `${begun}/${runs}` : "";
      const startedMs = clock.now();
      const rate = createRate();
      const look = () => {
        const elapsedMs = clock.now() - startedMs;
        return { scenario, position, progress, elapsedMs, perSecond: rate(elapsedMs, progress.done) };
      };
      stop = clock.every(EVERY_MS, show(look));
    },
    printAbove: line.printAbove,
    close() {
      stop();
      line.close();
    },
  };
}

/** Payouts done within the last second; null until there are two samples to compare. */
function createRate(): (atMs: number, done: number) => number | null {
  const samples: { readonly atMs: number; readonly done: number }[] = [];
  return (atMs, done) => {
    samples.push({ atMs, done });
    while ((samples[1]?.atMs ?? atMs) <= atMs - RATE_WINDOW_MS) samples.shift();
    const [oldest] = samples;
    if (oldest === undefined || atMs <= oldest.atMs || done === 0) return null;
    return Math.round(((done - oldest.done) * 1000) / (atMs - oldest.atMs));
  };
}
