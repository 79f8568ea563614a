import { strategyNames } from "../domain/strategy.ts";
import { LEASE_MS, RENEW_EVERY_MS } from "./leasing.ts";
import type { DuePayout } from "./ledger/intents.ts";
import { strategies } from "./strategies/index.ts";
import type { StrategyPorts } from "./strategy.ts";

/**
 * The worker behind the strategies that come back to their payouts. It takes what is due under a lease, a few at a time, and hands
 * each to the strategy that wrote it down: sweeper and outbox worker are the same loop. It starts with the API, so what a killed
 * process left behind is taken over as soon as its leases have ended.
 */
export interface Worker {
  /** There is something to do: look now instead of a little later. */
  wake(): void;
  /** Does `work` while nothing is taken and nothing is being resolved. */
  whileIdle<T>(work: () => Promise<T>): Promise<T>;
  /** Takes nothing any more; resolves once what was taken is through. */
  stop(): Promise<void>;
}

/** What the worker needs besides the ports of the strategies. */
export interface WorkerOptions extends Omit<StrategyPorts, "wake"> {
  /** True while the process is at work on payouts for callers who wait; their leases are renewed until they are through. */
  readonly isBusy: () => boolean;
  /** Is told of every error, a file that cannot be used included; the payout stays pending, and is taken again. */
  readonly onBug: (error: unknown) => void;
}

const POLL_MS = 20;
/** A payout is due a lease from now at the latest; twice as much, so that no two clocks quarrel about it. */
const LONGEST_MS = 2 * LEASE_MS;
/** How many payouts are being resolved at once; each of them may wait for the node as long as its patience lasts. */
const MAX_RUNNING = 128;

/** Starts the worker. */
export function startWorker(options: WorkerOptions): Worker {
  return new LeasedWorker(options);
}

class LeasedWorker implements Worker {
  readonly #options: WorkerOptions;
  readonly #ports: StrategyPorts;
  readonly #running = new Set<Promise<void>>();
  readonly #stopRenewing: () => void;
  readonly #loop: Promise<void>;
  #looking: Promise<void> = Promise.resolve();
  #nap = new AbortController();
  #isPaused = false;
  #isStopped = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#ports = { ...options, wake: () => this.wake() };
    this.#stopRenewing = options.clock.every(RENEW_EVERY_MS, () => this.#renew());
    this.#loop = this.#work();
  }

  wake(): void {
    this.#nap.abort();
  }

  async whileIdle<T>(work: () => Promise<T>): Promise<T> {
    this.#isPaused = true;
    try {
      await this.#looking;
      await Promise.all(this.#running);
      return await work();
    } finally {
      this.#isPaused = false;
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.wake();
    await this.#loop;
    await Promise.all(this.#running);
    const { clock, isBusy } = this.#options;
    while (isBusy()) await clock.sleep(POLL_MS);
    this.#stopRenewing();
  }

  async #work(): Promise<void> {
    const { clock } = this.#options;
    while (!this.#isStopped) {
      if (!this.#isPaused) this.#looking = this.#look().catch(this.#trouble);
      await this.#looking;
      if (this.#nap.signal.aborted) this.#nap = new AbortController();
      else await clock.sleep(POLL_MS, this.#nap.signal).catch(() => {});
    }
  }

  /** Takes as much of what is due as there is room for. */
  async #look(): Promise<void> {
    const { store, leasing } = this.#options;
    const room = MAX_RUNNING - this.#running.size;
    // Asked first, because taking writes, and writing keeps every other process from writing.
    if (room <= 0 || !(await store.isAnyDue(LONGEST_MS))) return;
    const lease = leasing.begin();
    try {
      const taken = await store.take({ lease, limit: room, longestMs: LONGEST_MS });
      void Promise.all(taken.map((each) => this.#resolve(each))).then(() => leasing.end(lease));
    } catch (error) {
      leasing.end(lease);
      throw error;
    }
  }

  /** Never rejects: what could not be resolved is taken again when its lease has run out. */
  #resolve(due: DuePayout): Promise<void> {
    const name = strategyNames.find((each) => each === due.resolver);
    const strategy = name === undefined ? undefined : strategies[name];
    if (strategy?.records !== "first" || strategy.resolve === undefined) {
      this.#trouble(new Error(`the ledger names a strategy "${due.resolver}" that comes back to no payout`));
      return Promise.resolve();
    }
    const running = strategy
      .resolve(due, this.#ports)
      .catch(this.#trouble)
      .finally(() => {
        this.#running.delete(running);
        // There is room again; without anything to take it costs one look.
        if (this.#running.size === MAX_RUNNING - 1) this.wake();
      });
    this.#running.add(running);
    return running;
  }

  #renew(): void {
    const { store, leasing } = this.#options;
    const { owners, untilEpochMs } = leasing.toRenew();
    if (owners.length > 0) store.renew(owners, untilEpochMs).catch(this.#trouble);
  }

  readonly #trouble = (error: unknown): void => this.#options.onBug(error);
}
