/**
 * Time as an argument. Everything that waits or measures takes a `Clock`, so that the same strategies, node and service can run
 * in a simulation with virtual time. This file is the only one that touches the timers and the date of the process.
 */
export interface Clock {
  /** Milliseconds since an arbitrary start, with a fraction; never goes back. */
  now(): number;
  /** The date, in milliseconds since 1970; only for stamps that people or other programs read. */
  epochMs(): number;
  /** Resolves after `ms` milliseconds, or as soon as the signal aborts; the answer tells which it was. */
  sleep(ms: number, signal?: AbortSignal): Promise<Slept>;
  /** Calls `then` once after `ms` milliseconds. The answer cancels it. */
  timeout(ms: number, then: () => void): () => void;
  /** Calls `tick` every `ms` milliseconds without keeping the process alive. The answer stops it. */
  every(ms: number, tick: () => void): () => void;
  /** Calls `then` once everything that had already arrived has been handled (one turn of the event loop). */
  nextTurn(then: () => void): void;
}

/** How a sleep ended. */
export type Slept = "elapsed" | "aborted";

/** The clock on the wall. */
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

/** The milliseconds since 1970 of an ISO 8601 stamp; null when the text is none. */
export function epochMsOf(stamp: string): number | null {
  const epochMs = Date.parse(stamp);
  return Number.isNaN(epochMs) ? null : epochMs;
}

/** The ISO 8601 stamp of a date, in UTC, to the millisecond. */
export function stampOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
