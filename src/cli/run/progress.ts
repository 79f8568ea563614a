import type { Clock } from "../../domain/clock.ts";
import type { Progress } from "../../engine/progress.ts";
import type { FactLog } from "../../journal/fact-log.ts";
import { createDriftSoFar } from "../../reconcile/drift-so-far.ts";
import type { Theme } from "../../report/theme.ts";
import { createLiveLine, type LineStream } from "../terminal/live-line.ts";
import { USUAL_COLUMNS } from "../terminal/width.ts";
import { createLiveText, type Glimpse, logText } from "./progress-text.ts";

/** Shows how far the runs have come, while they last; all of it is gone from a terminal when the report is printed. */
export interface ProgressLine {
  /** The answer shows the counters of a run, once they are there, and what its facts tell of the drift, until the next one is shown. */
  watch(scenario: string, journal: FactLog): (progress: Progress) => void;
  /** Says something that is not to be lost among it. */
  say(message: string): void;
  close(): void;
}

/** Where the progress is shown, and how. */
export interface ProgressOptions {
  readonly stream: LineStream;
  readonly clock: Clock;
  /** `live` for a line that changes in place, `log` for lines one below the other where nothing may move the cursor, `none` for nothing. */
  readonly mode: "live" | "log" | "none";
  readonly ink: Theme;
  /** How many runs there will be. */
  readonly runs: number;
  /** What is to be done when the process ends; the answer takes it back. */
  readonly onExit: (then: () => void) => () => void;
}

/** So often it looks, and a live line changes. */
const EVERY_MS = 100;
/** A run that is over by then needs no line in a log; after it there is one every so often. */
const LOG_FROM_MS = 10_000;
const LOG_EVERY_MS = 5_000;

/** Reading a fact costs less than half a microsecond; so many at a time are no load that a measurement would notice. */
const FACTS_AT_ONCE = { live: 5_000, log: 1_000 } as const;
/** With so many facts unread the drift would be an old one. */
const TOO_FAR_BEHIND = 20_000;

/** How far back the rate looks. */
const LATELY_MS = 1_000;

/** A progress line that shows nothing yet. */
export function createProgressLine(options: ProgressOptions): ProgressLine {
  const { stream, clock, mode, ink, runs } = options;
  if (mode === "none")
    return { watch: () => () => {}, say: (message) => void stream.write(`${message}\n`), close() {} };
  const line = createLiveLine(stream, options.onExit);
  let begun = 0;
  let stop = () => {};
  const liveText = createLiveText(ink);
  const show = (look: () => Glimpse): (() => void) => {
    // The last column stays free: what is written there makes some terminals go on to the next line.
    if (mode === "live") return () => line.show(liveText(look(), Math.max(0, (stream.columns || USUAL_COLUMNS) - 1)));
    let nextMs = LOG_FROM_MS;
    return () => {
      const glimpse = look();
      if (glimpse.elapsedMs < nextMs) return;
      nextMs = glimpse.elapsedMs + LOG_EVERY_MS;
      stream.write(`${logText(glimpse)}\n`);
    };
  };
  return {
    watch: (scenario, journal) => (progress) => {
      stop();
      begun += 1;
      const place = runs > 1 ? `${begun}/${runs}` : "";
      const look = watchRun(progress, journal, clock, FACTS_AT_ONCE[mode]);
      stop = clock.every(
        EVERY_MS,
        show(() => ({ scenario, place, progress, ...look() })),
      );
    },
    say: (message) => line.say(message),
    close() {
      stop();
      line.close();
    },
  };
}

/** Looks at a run from now on; each call tells what has changed by then. */
function watchRun(progress: Progress, journal: FactLog, clock: Clock, factsAtOnce: number) {
  const startedMs = clock.now();
  const next = journal.reader();
  const drift = createDriftSoFar();
  const rate = createRate();
  let read = 0;
  return (): Pick<Glimpse, "perSecond" | "drift" | "elapsedMs"> => {
    for (let left = factsAtOnce; left > 0; left -= 1) {
      const fact = next();
      if (fact === undefined) break;
      read += 1;
      drift.enter(fact);
    }
    const elapsedMs = clock.now() - startedMs;
    return {
      perSecond: rate(elapsedMs, progress.done),
      drift: journal.size - read > TOO_FAR_BEHIND ? null : drift.range(),
      elapsedMs,
    };
  };
}

/** Counts how many were done within the last second; null before there is something to compare with. */
function createRate(): (atMs: number, done: number) => number | null {
  const samples: { readonly atMs: number; readonly done: number }[] = [];
  return (atMs, done) => {
    samples.push({ atMs, done });
    while ((samples[1]?.atMs ?? atMs) <= atMs - LATELY_MS) samples.shift();
    const [oldest] = samples;
    if (oldest === undefined || atMs <= oldest.atMs || done === 0) return null;
    return Math.round(((done - oldest.done) * 1000) / (atMs - oldest.atMs));
  };
}
