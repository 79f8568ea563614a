import { systemClock } from "../domain/clock.ts";
import type { Progress } from "../engine/progress.ts";

/** One line on stderr that shows how far the load has come; only on a terminal, and gone when the report is printed. */
export interface ProgressLine {
  /** Shows the counters of a run from now on. */
  watch(scenario: string): (progress: Progress) => void;
  clear(): void;
}

const EVERY_MS = 100;
const CLEAR = "\r\u001b[K";

/** A progress line on this process's stderr; it does nothing where stderr is no terminal. */
export function createProgressLine(): ProgressLine {
  if (!process.stderr.isTTY) return { watch: () => () => {}, clear: () => {} };
  let stop = () => {};
  const clear = () => {
    stop();
    stop = () => {};
    process.stderr.write(CLEAR);
  };
  return {
    clear,
    watch: (scenario) => (progress) => {
      stop();
      stop = systemClock.every(EVERY_MS, () => {
        const line = ` ${scenario}   ${progress.phase}   ${progress.done} of ${progress.total}   ${progress.inFlight} in flight   ${progress.timeouts} timeouts`;
        process.stderr.write(CLEAR + line.slice(0, Math.max(0, process.stderr.columns - 1)));
      });
    },
  };
}
