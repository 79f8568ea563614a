/** Time as an argument, so that everything can run in a simulation with virtual time. Only this file uses the timers and the date of the process. */
export interface Clock {
  /** Milliseconds since an arbitrary start, with a fraction; never goes back. */
  now(): number;
  /** The date, in milliseconds since 1970; only for timestamps that people or other programs read. */
  epochMs(): number;
  /** Resolves after `ms` milliseconds, or as soon as the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<Slept>;
  /** Calls `then` once after `ms` milliseconds. Returns a function that cancels it. */
  timeout(ms: number, then: () => void): () => void;
  /** Calls `tick` every `ms` milliseconds without keeping the process alive. Returns a function that stops it. */
  every(ms: number, tick: () => void): () => void;
  /** Calls `then` after one turn of the event loop. */
  nextTurn(then: () => void): void;
}

/** How a sleep ended. */
export type Slept = "elapsed" | "aborted";

/** Real time. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epochMs: () => Date.now(),
  sleep(ms, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve("aborted");
      const abandon = () => {
        clearTimeout(timer);
        resolve("aborted");
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", abandon);
        resolve("elapsed");
      }, ms);
      signal?.addEventListener("abort", abandon, { once: true });
    });
  },
  timeout(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  every(ms, tick) {
    const timer = setInterval(tick, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
  nextTurn: (then) => void setImmediate(then),
};

/**
 * Calls `then` once no promise has anything left to say, and before any timer or I/O of the process, which makes it much cheaper than a turn of the
 * event loop. Whoever does so again and again keeps the process from everything else.
 */
export function afterPromises(then: () => void): void {
  // What a promise puts on the queue of ticks runs when the queue of promises is empty; what a tick puts there runs before it.
  queueMicrotask(() => process.nextTick(then));
}

/** The milliseconds since 1970 of an ISO 8601 timestamp; null if it is invalid. */
export function epochMsOf(stamp: string): number | null {
  const epochMs = Date.parse(stamp);
  return Number.isNaN(epochMs) ? null : epochMs;
}

/** The same date for a package that wants an object. */
export function dateOf(epochMs: number): Date {
  return new Date(epochMs);
}

/** The latest second that was written as a timestamp, and how, without its milliseconds. */
let written = { second: Number.NaN, text: "" };

/** The ISO 8601 timestamp of a date, in UTC, to the millisecond. Thousands of them are written in a second, which is the slow part. */
export function stampOf(epochMs: number): string {
  const second = Math.floor(Math.trunc(epochMs) / 1000);
  if (second !== written.second) written = { second, text: new Date(second * 1000).toISOString().slice(0, -4) };
  return `${written.text}${String(Math.trunc(epochMs) - second * 1000).padStart(3, "0")}Z`;
}
