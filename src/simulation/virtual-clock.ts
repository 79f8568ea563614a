import { type Clock, systemClock } from "../domain/clock.ts";

/** A clock that stands still until it is told to advance, so that whoever holds it decides what happens before what. */
export interface VirtualClock extends Clock {
  /**
   * Lets `ms` milliseconds pass: every timer that is due runs at its own time, in order, and whatever it resolves has its say before the
   * next one runs.
   */
  advance(ms: number): Promise<void>;
  /** Lets time pass by itself, from one timer to the next and as fast as they run, until the returned function is called. */
  drive(): () => void;
  /** Timers that are still to run. */
  readonly pending: number;
}

interface Timer {
  readonly at: number;
  /** Breaks ties: timers for the same moment run in the order in which they were set. */
  readonly order: number;
  readonly run: () => void;
}

const START_EPOCH_MS = 1_735_689_600_000;

/** A virtual clock that starts at 0, on the first of January 2025. */
export function createVirtualClock(): VirtualClock {
  let nowMs = 0;
  let order = 0;
  const due = new Set<Timer>();

  const set = (ms: number, run: () => void): (() => void) => {
    const timer: Timer = { at: nowMs + Math.max(0, ms), order, run };
    order += 1;
    due.add(timer);
    return () => void due.delete(timer);
  };

  const nextDue = (untilMs: number): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of due) {
      if (timer.at > untilMs) continue;
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  };

  const run = async (timer: Timer) => {
    due.delete(timer);
    nowMs = timer.at;
    timer.run();
    await settled();
  };

  return {
    now: () => nowMs,
    epochMs: () => START_EPOCH_MS + nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve("aborted");
        const abandon = () => {
          cancel();
          resolve("aborted");
        };
        const cancel = set(ms, () => {
          signal?.removeEventListener("abort", abandon);
          resolve("elapsed");
        });
        signal?.addEventListener("abort", abandon, { once: true });
      }),
    timeout: (ms, then) => set(ms, then),
    every: (ms, tick) => {
      const repeat = () => {
        cancel = set(ms, repeat);
        tick();
      };
      let cancel = set(ms, repeat);
      return () => cancel();
    },
    nextTurn: (then) => void set(0, then),
    get pending() {
      return due.size;
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settled();
      for (let timer = nextDue(untilMs); timer !== undefined; timer = nextDue(untilMs)) {
        await run(timer);
      }
      nowMs = untilMs;
    },
    drive() {
      let isDriven = true;
      const steps = async () => {
        await settled();
        while (isDriven) {
          const timer = nextDue(Number.POSITIVE_INFINITY);
          // Without a timer something real is awaited, such as a module that is loaded.
          await (timer === undefined ? settled() : run(timer));
        }
      };
      void steps();
      return () => {
        isDriven = false;
      };
    },
  };
}

/** Resolves once no promise has anything left to say: a turn of the real event loop ends only when its microtasks have. */
function settled(): Promise<void> {
  return new Promise((resolve) => systemClock.nextTurn(resolve));
}
