import { type EventName, isPayment, LONGEST_PAY_MS, type Order } from "../domain/schedule.ts";
import type { Tried } from "./port.ts";

/** Every way to look for an order that loses a sat. */
export const searchNames = ["random", "pct", "exhaustive"] as const;

/** How to look. */
export type SearchName = (typeof searchNames)[number];

/** Looks through the orders of one scenario. */
export interface Search {
  /** The next order to try, after what the last one has shown; undefined when every order was tried. */
  next(previous: Tried | undefined): Order | undefined;
  /** What was looked through so far, in words: `every order with at most 2 of 31 events held back`. */
  state(): string;
  /** True when every order within the bound was tried. */
  isComplete(): boolean;
}

/** How far a search goes. */
export interface SearchOptions {
  readonly seed: number;
  /** `pct`: how many ordering constraints a bug may need; each depth up to this takes its turn. `exhaustive`: how many events are held back in one order. */
  readonly depth: number;
  /** The longest that an event is held back in a drawn order, in milliseconds. */
  readonly longMs: number;
}

/** The longest that most events take in a drawn order. */
const SHORT_MS = 2;

/** For how long the exhaustive search holds an event back: longer than a message takes, than a timeout of the node, and than a lease. */
export const HELD_MS = [5, 150, 1_500] as const;

/** The same for a payment on its way to the node, which has a limit of its own. */
const PAY_HELD_MS: readonly number[] = HELD_MS.map((ms) => Math.min(ms, LONGEST_PAY_MS));

/** How many decisions the first order of a PCT search is taken to have; then as many as the one before had. */
const FIRST_STEPS = 100;

/** A search through the orders of one scenario. */
export function createSearch(name: SearchName, options: SearchOptions): Search {
  switch (name) {
    case "random":
      return randomSearch(options);
    case "pct":
      return pctSearch(options);
    case "exhaustive":
      return exhaustiveSearch(options);
  }
}

function randomSearch({ seed, longMs }: SearchOptions): Search {
  let tried = 0;
  return {
    next() {
      tried += 1;
      return { kind: "random", seed: seedAt(seed, tried), shortMs: SHORT_MS, longMs };
    },
    state: () => "orders drawn at random",
    isComplete: () => false,
  };
}

function pctSearch({ seed, depth, longMs }: SearchOptions): Search {
  let tried = 0;
  return {
    next(previous) {
      tried += 1;
      // What is passed over without a decision counts too: a change that comes too late is no change, and one too many costs little.
      const steps = previous?.ordered.events.length ?? FIRST_STEPS;
      return { kind: "pct", seed: seedAt(seed, tried), depth: 1 + (tried % depth), steps, longMs };
    },
    state: () => `orders drawn by priorities (PCT, depth 1 to ${depth})`,
    isComplete: () => false,
  };
}

/** Far apart, and the same for the same search. */
function seedAt(seed: number, tried: number): number {
  return (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(tried, 0xc2b2ae35)) >>> 0;
}

/** Who is held back, and for how long. */
type Late = ReadonlyMap<EventName, number>;

/**
 * Holds back no event, then each one event for each of the times, then each two, and so on. An order is extended by every event that came about
 * in it. Which of two is added first makes no difference, so each set is tried once.
 */
function exhaustiveSearch({ depth }: SearchOptions): Search {
  let level: Late[] = [new Map()];
  let following: Late[] = [];
  let current: Late | undefined;
  let held = 0;
  let tried = 0;
  let isOver = false;
  const known = new Set<string>();
  const names = new Set<EventName>();
  const extend = (from: Late, { ordered }: Tried) => {
    for (const event of ordered.events.filter(isWorthHolding)) {
      names.add(event);
      if (from.has(event)) continue;
      for (const ms of isPayment(event) ? PAY_HELD_MS : HELD_MS) {
        const late = new Map(from).set(event, ms);
        const key = keyOf(late);
        if (known.has(key)) continue;
        known.add(key);
        following.push(late);
      }
    }
  };
  return {
    next(previous) {
      if (current !== undefined && previous !== undefined && held < depth) extend(current, previous);
      if (level.length === 0 && held < depth) {
        held += 1;
        level = following.reverse();
        following = [];
      }
      current = level.pop();
      if (current === undefined) isOver = true;
      else tried += 1;
      return current && { kind: "late", late: current };
    },
    state: () => {
      const times = HELD_MS.map((ms) => `${ms} ms`).join(", ");
      const what = `at most ${depth} of ${names.size} events held back, for ${times} (payments: at most ${LONGEST_PAY_MS} ms)`;
      return isOver ? `complete: every order with ${what}` : `not complete: ${tried} of the orders with ${what}`;
    },
    isComplete: () => isOver,
  };
}

/** The same for the same set, in whatever order it was put together. */
function keyOf(late: Late): string {
  return [...late]
    .map(([event, ms]) => `${event} ${ms}`)
    .sort()
    .join();
}

/** Timers are late only where a whole process is, and there are many. */
function isWorthHolding(event: EventName): boolean {
  return !event.startsWith("wake");
}
