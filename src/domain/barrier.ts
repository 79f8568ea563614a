import type { Clock } from "./clock.ts";
import { type EdgeEvent, edgeEventName } from "./edge-event.ts";

/** Lets events happen in an order that a scenario lists. What is not listed never waits. */
export interface Barrier {
  /**
   * Calls `go` when it is the turn of this event: when all that are listed before it have happened, or have been waited for too long. For an event
   * that is not listed, or has happened before, that is at once.
   */
  pass(event: EdgeEvent, go: () => void): void;
  /** Whether an order lists an event about this payout. */
  concerns(payout: EdgeEvent["payout"]): boolean;
  /** The names of the listed events that have not happened. */
  missing(): readonly string[];
  /** Nothing that waits now will happen any more. */
  close(): void;
}

/** An event that happened before its turn, because it had waited for as long as it may. */
export interface LostTurn {
  /** The name of the event. */
  readonly event: string;
  /** The first listed before it that had not happened. */
  readonly before: string;
  readonly waitedMs: number;
}

/** What a barrier needs. */
export interface BarrierOptions {
  readonly order: readonly EdgeEvent[];
  readonly clock: Clock;
  /** How long an event may wait, in milliseconds; 0 for one that cannot. */
  readonly limitMs: (event: EdgeEvent) => number;
  /** Called when an event happens before its turn. */
  readonly lost: (turn: LostTurn) => void;
}

/** Nobody waits. */
export const noBarrier: Barrier = { pass: (_, go) => go(), concerns: () => false, missing: () => [], close: () => {} };

/** A barrier for one run. */
export function createBarrier(options: BarrierOptions): Barrier {
  return options.order.length === 0 ? noBarrier : new OrderedBarrier(options);
}

/** A listed event. */
interface Listed {
  readonly event: EdgeEvent;
  readonly name: string;
  hasHappened: boolean;
  /** What happens with it, in the order in which it came. */
  readonly waiting: (() => void)[];
  cancelTimer: () => void;
}

class OrderedBarrier implements Barrier {
  readonly #options: BarrierOptions;
  readonly #listed: readonly Listed[];
  readonly #payouts: ReadonlySet<number>;

  constructor(options: BarrierOptions) {
    this.#options = options;
    this.#listed = options.order.map((event) => {
      return { event, name: edgeEventName(event), hasHappened: false, waiting: [], cancelTimer: () => {} };
    });
    this.#payouts = new Set(options.order.map(({ payout }) => payout));
  }

  concerns(payout: EdgeEvent["payout"]): boolean {
    return this.#payouts.has(payout);
  }

  pass(event: EdgeEvent, go: () => void): void {
    const name = edgeEventName(event);
    const listed = this.#listed.find((each) => each.name === name);
    if (listed === undefined || listed.hasHappened) return go();
    listed.waiting.push(go);
    const before = this.#before(listed);
    if (before === undefined) this.#happen(listed);
    else if (listed.waiting.length === 1) this.#wait(listed, before);
  }

  missing(): readonly string[] {
    return this.#listed.filter(({ hasHappened }) => !hasHappened).map(({ name }) => name);
  }

  close(): void {
    for (const listed of this.#listed) {
      listed.cancelTimer();
      listed.waiting.length = 0;
    }
  }

  /** The first event that is listed before this one and has not happened. */
  #before(listed: Listed): Listed | undefined {
    return this.#listed.slice(0, this.#listed.indexOf(listed)).find(({ hasHappened }) => !hasHappened);
  }

  #wait(listed: Listed, before: Listed): void {
    const { clock, limitMs, lost } = this.#options;
    const sinceMs = clock.now();
    const lose = () => {
      const missing = this.#before(listed) ?? before;
      lost({ event: listed.name, before: missing.name, waitedMs: Math.round(clock.now() - sinceMs) });
      this.#happen(listed);
    };
    const withinMs = limitMs(listed.event);
    if (withinMs === 0) lose();
    else listed.cancelTimer = clock.timeout(withinMs, lose);
  }

  /** It happens now, and so does whatever waits for nothing else any more. */
  #happen(listed: Listed): void {
    listed.cancelTimer();
    listed.hasHappened = true;
    for (const go of listed.waiting.splice(0)) go();
    const next = this.#listed.find(({ hasHappened }) => !hasHappened);
    if (next !== undefined && next.waiting.length > 0) this.#happen(next);
  }
}
