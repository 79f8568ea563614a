import { type EventName, eventName, type Link, LONGEST_PAY_MS, type Order, type Ordered } from "../domain/schedule.ts";
import { schedulerOf } from "./orders.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";

/** Everything that happens in a run waits here for its turn. */
export interface Turns {
  readonly clock: VirtualClock;
  /** Resolves when the event may happen. `about` is what its name tells: the number of a payout, or a process; `task` is who goes on with it. */
  take(link: Link, about: string, task: string): Promise<void>;
  /** How late a timer is, in milliseconds. */
  lateMs(host: string): number;
  /** The load is over: a little later nothing is held back any more, so that everything comes to its end. */
  calmDown(): void;
  /** How many events wait. */
  waiting(): number;
  /** The order that has come about. */
  ordered(): Ordered;
  /** Calls `listener` with the name of each event before what it causes happens. */
  listen(listener: (name: EventName) => void): void;
}

/** Nothing is held back for longer than this in an order that sets no limit. */
const LONGEST_MS = 600_000;

/** How many times the longest hold may go by after the load before nothing is held back any more: the drain is to outlast what is held by then. */
const CALM_AFTER = 1;

/** The turns of one run. */
export function createTurns(order: Order): Turns {
  const scheduler = schedulerOf(order);
  const clock = createVirtualClock(scheduler);
  const windowMs =
    order.kind === "late" ? LONGEST_MS : Math.max(order.longMs, order.kind === "random" ? order.shortMs : 0);
  const payMs = order.kind === "late" ? LONGEST_MS : LONGEST_PAY_MS;
  const numbers = new Map<string, number>();
  const events: EventName[] = [];
  const late = new Map<EventName, number>();
  const named = (link: Link, about: string) => {
    const kind = `${link} ${about}`;
    const number = (numbers.get(kind) ?? 0) + 1;
    numbers.set(kind, number);
    return eventName(link, about, number);
  };
  let tell = (_name: EventName) => {};
  const happened = (name: EventName, heldMs: number) => {
    events.push(name);
    tell(name);
    if (heldMs > 0) late.set(name, heldMs);
  };
  let calmAtMs = Number.POSITIVE_INFINITY;
  let waiting = 0;
  const isCalm = () => clock.now() >= calmAtMs;
  return {
    clock,
    async take(link, about, task) {
      const name = named(link, about);
      const askedMs = clock.now();
      // Nearly all ways to the ledger and back are of no interest, and a turn costs more than all the rest.
      if (isToLedger(link) && scheduler.hold({ name, task }, windowMs) === 0) return happened(name, 0);
      waiting += 1;
      const longest = link === "pay" ? Math.min(windowMs, payMs) : windowMs;
      await clock.wait({ name, task }, isCalm() ? 0 : longest);
      waiting -= 1;
      happened(name, Math.round((clock.now() - askedMs) * 1000) / 1000);
    },
    lateMs(host) {
      const name = named("wake", host);
      const heldMs = isCalm() ? 0 : (scheduler.hold({ name, task: host }, windowMs) ?? 0);
      happened(name, heldMs);
      return heldMs;
    },
    calmDown() {
      calmAtMs = clock.now() + CALM_AFTER * windowMs;
    },
    waiting: () => waiting,
    ordered: () => ({ events, schedule: { late } }),
    listen(listener) {
      tell = listener;
    },
  };
}

function isToLedger(link: Link): boolean {
  return link === "commit" || link === "committed";
}
