import type { Clock } from "../domain/clock.ts";

const SWEEP_MS = 10;

/** Something that ends at its deadline. */
export interface Due {
  readonly deadlineMs: number;
  /** Called at every sweep past the deadline. */
  overdue(): void;
}

/**
 * Everything that waits for an answer, with one sweep over all of it instead of a timer for each. Nearly all wait equally long, so the oldest is at
 * the front and a sweep ends at the first that still has time; what has less time than the one before it waits apart.
 */
export class Deadlines {
  readonly #waiting = new Set<Due>();
  readonly #hurried = new Set<Due>();
  readonly #clock: Clock;
  readonly #withinMs: number;
  #latestMs = 0;
  readonly stop: () => void;

  constructor(clock: Clock, withinMs: number) {
    this.#clock = clock;
    this.#withinMs = withinMs;
    this.stop = clock.every(SWEEP_MS, () => this.#sweep());
  }

  /** The deadline of what begins now. */
  next(): number {
    return this.#clock.now() + this.#withinMs;
  }

  add(due: Due): void {
    if (due.deadlineMs < this.#latestMs) {
      this.#hurried.add(due);
      return;
    }
    this.#latestMs = due.deadlineMs;
    this.#waiting.add(due);
  }

  delete(due: Due): void {
    if (!this.#waiting.delete(due)) this.#hurried.delete(due);
  }

  #sweep(): void {
    const now = this.#clock.now();
    for (const due of this.#hurried) if (due.deadlineMs <= now) due.overdue();
    for (const due of this.#waiting) {
      if (due.deadlineMs > now) return;
      due.overdue();
    }
  }
}
