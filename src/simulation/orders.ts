import type { EventName, Order } from "../domain/schedule.ts";
import type { Due, ScheduledEvent } from "./due-queue.ts";
import type { Scheduler } from "./virtual-clock.ts";

/** What carries an order out. Each run needs one of its own. */
export function schedulerOf(order: Order): Scheduler {
  switch (order.kind) {
    case "late":
      return { hold: ({ name }) => order.late.get(name) ?? 0, choose: first };
    case "random":
      return { hold: randomHold(order), choose: first };
    case "pct":
      return { hold: () => undefined, choose: byPriority(order) };
  }
}

function first([one]: readonly Due[]): Due {
  if (one === undefined) throw new Error("nothing can happen");
  return one;
}

/** How many of a hundred events are held back for long: none in some runs, so that the rare and the common case both come. */
const LONG_SHARES = [0, 0.06, 0.12, 0.25] as const;

/** By name, so that an event is held back for as long in a run with fewer payouts. */
function randomHold({ seed, shortMs, longMs }: Order & { readonly kind: "random" }): Scheduler["hold"] {
  const share = longMs > 0 ? (LONG_SHARES[Math.floor(drawn(seed, "share") * LONG_SHARES.length)] ?? 0) : 0;
  return ({ name }, windowMs) => {
    const chance = drawn(seed, name);
    // One draw decides both whether and how long.
    if (chance < share) return Math.min(windowMs, microseconds(longMs ** (chance / share)));
    return isPassedOver(name) ? 0 : microseconds(((chance - share) / (1 - share)) * shortMs);
  };
}

/** On the way to the ledger and for a timer nothing short is drawn: it changes little, and there are many. */
function isPassedOver(name: EventName): boolean {
  return name.startsWith("commit") || name.startsWith("wake");
}

function microseconds(ms: number): number {
  return Math.floor(ms * 1000) / 1000;
}

/** Timers are nobody's: whatever has a lower priority waits for them, and they never become the last. */
const TIMERS = "timers";

function byPriority({ seed, depth, steps }: Order & { readonly kind: "pct" }): Scheduler["choose"] {
  const priorities = new Map<string, number>();
  const changes = new Set(
    Array.from({ length: Math.max(0, depth - 1) }, (_, index) => Math.floor(drawn(seed, `change ${index}`) * steps)),
  );
  let step = 0;
  let lowest = 0;
  const taskOf = (event: ScheduledEvent | null) => event?.task ?? TIMERS;
  const priorityOf = ({ event }: Due) => {
    const task = taskOf(event);
    const known = priorities.get(task);
    if (known !== undefined) return known;
    const priority = drawn(seed, task);
    priorities.set(task, priority);
    return priority;
  };
  const highest = (able: readonly Due[]) =>
    able.reduce((best, each) => (priorityOf(each) > priorityOf(best) ? each : best));
  return (able) => {
    const would = highest(able);
    if (would.event === null) return would;
    const isChange = changes.has(step);
    step += 1;
    if (!isChange) return would;
    lowest -= 1;
    priorities.set(would.event.task, lowest);
    return highest(able);
  };
}

/** A number in [0, 1) from a seed and a name: FNV-1a, and the end of MurmurHash3, which spreads it. */
function drawn(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
