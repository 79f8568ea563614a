import { afterPromises, type Clock, systemClock } from "../domain/clock.ts";
import { before, createDueQueue, type Due, type DueQueue, type ScheduledEvent } from "./due-queue.ts";

/** A clock that stands still until it is told to advance, so that whoever holds it decides what happens before what. */
export interface VirtualClock extends Clock {
  /** Resolves when the event may happen, which is within `windowMs` milliseconds: whoever schedules decides when. */
  wait(event: ScheduledEvent, windowMs: number): Promise<void>;
  /**
   * Lets `ms` milliseconds pass: every timer that is due runs at its own time, in order, and whatever it resolves has its say before the
   * next one runs.
   */
  advance(ms: number): Promise<void>;
  /** Lets time pass by itself, from one timer to the next and as fast as they run, until the returned function is called. */
  drive(options?: Driving): () => void;
  /** Timers that are still to run. */
  pending(): number;
}

/** Decides what happens next. */
export interface Scheduler {
  /** For how long an event is held back, in milliseconds, at most as long as its window; undefined to decide when several can happen. */
  hold(event: ScheduledEvent, windowMs: number): number | undefined;
  /** One of those that can happen next, in the order of their times; called only where there is a choice. */
  choose(able: readonly Due[]): Due;
}

/** How time passes by itself. */
export interface Driving {
  /** Called when nothing is left that could happen although time is to go on: something real is awaited. */
  readonly stuck?: (() => void) | undefined;
}

const START_EPOCH_MS = 1_735_689_600_000;

/** Two decisions are never at the same moment, so that a schedule can tell their order. */
const TICK_MS = 0.001;

/** After so many steps the rest of the process has its turn, for example to hear of a signal. */
const STEPS_A_TURN = 100;

/** How long something real, such as a module that is loaded, may be waited for. */
const PATIENCE_MS = 10_000;

/** Everything at once, and in the order of its causes. */
const inOrder: Scheduler = { hold: () => 0, choose: ([first]) => first as Due };

/** A virtual clock that starts at 0, on the first of January 2025. */
export function createVirtualClock(scheduler: Scheduler = inOrder): VirtualClock {
  let nowMs = 0;
  let order = 0;
  const due = createDueQueue();
  /** How many can happen at several moments. */
  let open = 0;

  const add = (at: number, latest: number, event: ScheduledEvent | null, run: () => void): Due => {
    const added: Due = { at, latest, order, event, run };
    order += 1;
    due.add(added);
    if (latest > at) open += 1;
    return added;
  };
  const set = (ms: number, run: () => void): (() => void) => {
    const at = nowMs + Math.max(0, ms);
    const timer = add(at, at, null, run);
    return () => void due.delete(timer);
  };

  const run = (next: Due) => {
    due.delete(next);
    if (next.latest > next.at) open -= 1;
    nowMs = Math.max(nowMs, next.at);
    next.run();
  };

  return {
    now: () => nowMs,
    epochMs: () => START_EPOCH_MS + Math.floor(nowMs),
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
    wait: (event, windowMs) =>
      new Promise((resolve) => {
        const heldMs = scheduler.hold(event, windowMs);
        add(nowMs + (heldMs ?? 0), nowMs + (heldMs ?? windowMs), event, resolve);
      }),
    pending: () => due.all.size,
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settled();
      for (let next = due.first(); next !== undefined && next.at <= untilMs; next = due.first()) {
        run(next);
        await settled();
      }
      nowMs = untilMs;
    },
    drive({ stuck } = {}) {
      let isDriven = true;
      let idleSinceMs: number | undefined;
      let steps = 0;
      const step = () => {
        if (!isDriven) return;
        const next = nextOf(due, scheduler, open);
        if (next === undefined) {
          // Something real is awaited, such as a module that is loaded.
          idleSinceMs ??= systemClock.now();
          if (systemClock.now() - idleSinceMs > PATIENCE_MS) stuck?.();
          // It goes on even then, so that whoever was told can wait for the end of what is left.
          systemClock.nextTurn(step);
          return;
        }
        idleSinceMs = undefined;
        // Not after its last moment, though by a tick for each decision before it.
        if (next.at < next.latest) nowMs += TICK_MS;
        run(next);
        steps += 1;
        if (steps % STEPS_A_TURN === 0) systemClock.nextTurn(step);
        else afterPromises(step);
      };
      afterPromises(step);
      return () => {
        isDriven = false;
      };
    },
  };
}

/** The one that happens next: the first, unless several can. */
function nextOf(due: DueQueue, scheduler: Scheduler, open: number): Due | undefined {
  const first = due.first();
  if (open === 0) return first;
  let horizon = Number.POSITIVE_INFINITY;
  for (const { latest } of due.all) horizon = Math.min(horizon, latest);
  const able = [...due.all].filter(({ at }) => at <= horizon);
  return able.length === 1 ? first : scheduler.choose(able.sort(before));
}

/** Resolves once no promise has anything left to say: a turn of the real event loop ends only when its microtasks have. */
function settled(): Promise<void> {
  return new Promise((resolve) => systemClock.nextTurn(resolve));
}
