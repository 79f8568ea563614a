import { strategyNames } from "../domain/strategy.ts";
import { LEASE_MS, RENEW_EVERY_MS } from "./leasing.ts";
import type { DuePayout } from "./ledger/intents.ts";
import { strategies } from "./strategies/index.ts";
import { recheck } from "./strategies/steps/recheck.ts";
import type { StrategyPorts } from "./strategy.ts";

/** What the worker needs besides the ports of the strategies. */
export interface WorkerOptions extends Omit<StrategyPorts, "wake"> {
  /** True while the process is paying for callers that wait; their leases are renewed until they are through. */
  readonly isBusy: () => boolean;
  /** Called with every error, a failing ledger file included; the payout stays pending and is taken again. */
  readonly onBug: (error: unknown) => void;
}

const POLL_MS = 20;
/** A pending payout is due within one lease from now; twice that allows for clocks that disagree. */
const LONGEST_MS = 2 * LEASE_MS;
/** How many payouts are resolved at once; each may wait for the node until its timeout. */
const MAX_RUNNING = 128;

/**
 * The worker behind the strategies that resume their payouts. It takes due payouts under a lease, a few at a time, and hands each to the
 * strategy that recorded it: saga sweeper and outbox worker are the same loop. It also checks failures again. It starts with the API, so what a killed process left behind
 * is taken over as soon as its leases expire.
 */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #ports: StrategyPorts;
  readonly #running = new Set<Promise<void>>();
  readonly #stopRenewing: () => void;
  readonly #loop: Promise<void>;
  #taking: Promise<void> = Promise.resolve();
  #isWoken = false;
  #endPause = () => {};
  #isPaused = false;
  #isStopped = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#ports = { wake: () => this.wake(), ...options };
    this.#stopRenewing = options.clock.every(RENEW_EVERY_MS, () => this.#renew());
    this.#loop = this.#work();
  }

  /** Looks for due payouts now instead of a little later. */
  wake(): void {
    this.#isWoken = true;
    this.#endPause();
  }

  /** Does `work` while no payout is being taken or resolved. */
  async whileIdle<T>(work: () => Promise<T>): Promise<T> {
    this.#isPaused = true;
    try {
      await this.#taking;
      await Promise.all(this.#running);
      return await work();
    } finally {
      this.#isPaused = false;
    }
  }

  /** Takes no more payouts; resolves once those taken are through. */
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
    const { onBug } = this.#options;
    while (!this.#isStopped) {
      if (!this.#isPaused) this.#taking = this.#take().catch(onBug);
      await this.#taking;
      if (!this.#isWoken) await this.#pause();
      this.#isWoken = false;
    }
  }

  /** Resolves after a while, or as soon as it is woken. */
  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.timeout(POLL_MS, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Takes as many due payouts as there is room for. */
  async #take(): Promise<void> {
    const { store, leasing } = this.#options;
    const room = MAX_RUNNING - this.#running.size;
    // Reads first, because taking writes, and a writer keeps every other process from writing.
    const longestMs = LONGEST_MS + (this.#options.recheckAfterMs ?? 0);
    if (room <= 0 || !(await store.isAnyDue(longestMs))) return;
    const lease = leasing.begin();
    try {
      const taken = await store.take({ lease, limit: room, longestMs });
      void Promise.all(taken.map((each) => this.#resolve(each))).then(() => leasing.end(lease));
    } catch (error) {
      leasing.end(lease);
      throw error;
    }
  }

  /** Never rejects: a payout that could not be resolved is taken again when its lease expires. */
  #resolve(due: DuePayout): Promise<void> {
    const { onBug } = this.#options;
    const name = strategyNames.find((each) => each === due.resolver);
    const strategy = name === undefined ? undefined : strategies[name];
    if (strategy?.records !== "first" || strategy.resolve === undefined) {
      onBug(new Error(`the ledger names a strategy "${due.resolver}" that cannot resume payouts`));
      return Promise.resolve();
    }
    const isDecided = due.payout.status !== "pending";
    const running = (isDecided ? recheck(due, this.#ports) : strategy.resolve(due, this.#ports))
      .catch(onBug)
      .finally(() => {
        this.#running.delete(running);
        // There is room again, so look for more at once.
        if (this.#running.size === MAX_RUNNING - 1) this.wake();
      });
    this.#running.add(running);
    return running;
  }

  #renew(): void {
    const { store, leasing, onBug } = this.#options;
    const { owners, untilEpochMs } = leasing.toRenew();
    if (owners.length > 0) store.renew(owners, untilEpochMs).catch(onBug);
  }
}
