import * as schedule from "k6/timers";
import { type Clock, systemClock } from "../../domain/clock.ts";

/** The time of k6, which knows dates and timers, and nothing finer. */
export const k6Clock: Clock = {
  now: alwaysForward(systemClock.epochMs),
  epochMs: systemClock.epochMs,
  sleep(ms, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve("aborted");
      const abandon = () => {
        schedule.clearTimeout(timer);
        resolve("aborted");
      };
      const timer = schedule.setTimeout(() => {
        signal?.removeEventListener("abort", abandon);
        resolve("elapsed");
      }, ms);
      signal?.addEventListener("abort", abandon, { once: true });
    });
  },
  timeout(ms, then) {
    const timer = schedule.setTimeout(then, ms);
    return () => schedule.clearTimeout(timer);
  },
  every(ms, tick) {
    const timer = schedule.setInterval(tick, ms);
    return () => schedule.clearInterval(timer);
  },
  nextTurn: (then) => void schedule.setTimeout(then, 0),
};

/** A date that somebody sets back stands still until it has caught up. */
function alwaysForward(epochMs: () => number): () => number {
  let latest = 0;
  return () => {
    latest = Math.max(latest, epochMs());
    return latest;
  };
}
