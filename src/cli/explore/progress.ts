import { counted, formatInteger } from "../../domain/format.ts";
import type { ShrinkProgress } from "../../explore/shrink-search.ts";
import type { Tally } from "../../explore/tally.ts";
import { truncateEnd } from "../../text/width.ts";
import { SEPARATOR } from "../../text/wrap.ts";
import { progressOptions } from "../terminal/capabilities.ts";
import { createLiveLine, type LiveLine } from "../terminal/live-line.ts";
import { DEFAULT_COLUMNS } from "../terminal/width.ts";

/** Shows how far an exploration is; nothing of it stays on a terminal. */
export interface ExploreProgress extends Pick<LiveLine, "printAbove" | "close"> {
  /** Shows that a failure is made smaller. */
  readonly shrinking: (progress: ShrinkProgress) => void;
}

const EVERY_MS = 100;
/** How often a log gets a line; an exploration that ends sooner needs none. */
const LOG_EVERY_MS = 10_000;

/** Shows a tally while it counts. */
export function createExploreProgress(tally: Tally): ExploreProgress {
  const { stream, clock, mode, onExit } = progressOptions(false);
  const { show, printAbove, close } = createLiveLine(stream, onExit);
  const startedMs = clock.now();
  let loggedMs = startedMs;
  const say = (parts: readonly string[]) => {
    const text = parts.join(SEPARATOR);
    if (mode === "live") return show(truncateEnd(` ${text}`, Math.max(0, (stream.columns || DEFAULT_COLUMNS) - 1)));
    if (clock.now() - loggedMs < LOG_EVERY_MS) return;
    loggedMs = clock.now();
    stream.write(`chaos-payout: explore${SEPARATOR}${text}\n`);
  };
  const stop = clock.every(EVERY_MS, () => say(countsOf(tally, clock.now() - startedMs)));
  return {
    shrinking: ({ tries }) => {
      stop();
      say([`${counted(tally.schedules, "schedule")} tried`, `making it smaller: ${formatInteger(tries)} tried`]);
    },
    printAbove,
    close() {
      stop();
      close();
    },
  };
}

function countsOf({ schedules, orders, scenarios, found }: Tally, elapsedMs: number): readonly string[] {
  return [
    counted(schedules, "schedule"),
    `${formatInteger(Math.round((schedules * 1_000) / Math.max(1, elapsedMs)))}/s`,
    counted(scenarios, "scenario"),
    ...(orders === 0 ? [] : [counted(orders, "different order")]),
    found.size === 0 ? "nothing found" : [...found.keys()].join(", "),
  ];
}
