import type { Moment, PlannedInterruption } from "../domain/moment.ts";

/** How the planned interruptions of a service are carried out. */
export interface InterruptionOptions {
  /** In order: the moments of one count from when the previous one is over. */
  readonly planned: readonly PlannedInterruption[];
  /** Interrupts before it returns; resolves when the interruption is over. Never rejects. */
  readonly interrupt: (planned: PlannedInterruption) => Promise<void>;
}

/** Counts the moments, and interrupts when it is time. */
export class Interruptions {
  /** The moments at which something is to happen. */
  readonly moments: ReadonlySet<Moment>;
  readonly #options: InterruptionOptions;
  #next = 0;
  #seen = 0;
  #current: { readonly planned: PlannedInterruption; readonly over: Promise<void> } | undefined;
  #disarmed = false;

  constructor(options: InterruptionOptions) {
    this.#options = options;
    this.moments = new Set(options.planned.map(({ when }) => when));
  }

  /** A moment while an interruption goes on counts for nothing: what is planned next is not armed yet. */
  seen(moment: Moment): void {
    const planned = this.#options.planned[this.#next];
    if (planned?.when !== moment || this.#current !== undefined || this.#disarmed) return;
    this.#seen += 1;
    if (this.#seen < planned.occurrence) return;
    this.#next += 1;
    this.#seen = 0;
    const over = this.#options.interrupt(planned).finally(() => {
      this.#current = undefined;
    });
    this.#current = { planned, over };
  }

  /** How many have not happened yet. */
  get ahead(): number {
    return this.#options.planned.length - this.#next;
  }

  /** No more from now on; one that goes on is brought to its end. */
  disarm(): void {
    this.#disarmed = true;
  }

  /** Resolves when nothing is down. A paused service is not: it accepts connections, and answers late. */
  async listening(): Promise<void> {
    while (this.#current !== undefined && this.#current.planned.how !== "pause") await this.#current.over;
  }

  /** Resolves when no interruption goes on. */
  async over(): Promise<void> {
    while (this.#current !== undefined) await this.#current.over;
  }
}
