import { type Clock, stampOf } from "../../domain/clock.ts";
import { isLoopback } from "../../domain/loopback.ts";
import type { PayoutRecord } from "../ledger/payout-records.ts";
import { payoutData } from "../response-bodies.ts";
import { type CallbackPayload, type CallbackReport, Delivery } from "./delivery.ts";
import type { CallbackSender } from "./sender.ts";

/** What callbacks need. */
export interface CallbacksOptions {
  readonly clock: Clock;
  readonly sender: CallbackSender;
  /** Whether they may leave this machine. */
  readonly allowRemote: boolean;
}

/** How many callbacks the log keeps. */
const MAX_LOGGED = 1_000;
/** How many callbacks may wait. */
const MAX_WAITING = 1_000;
/** How many deliveries run at once, including those between two tries. */
const MAX_RUNNING = 16;

/**
 * Posts every change of a payout's status to its `callbackUrl`, in the background. The queue is bounded: what does not fit is not sent, and the
 * log says so. Callbacks are not stored, so a killed process forgets them and callers must also read the payout itself.
 */
export class Callbacks {
  readonly #options: CallbacksOptions;
  readonly #running = new Set<Delivery>();
  #logged: Delivery[] = [];
  readonly #waiting: Delivery[] = [];
  #isStopped = false;

  constructor(options: CallbacksOptions) {
    this.#options = options;
  }

  /** The latest callbacks, oldest first. */
  get log(): readonly CallbackReport[] {
    return this.#logged.map(({ report }) => report);
  }

  /** True while a delivery is under way. */
  get isBusy(): boolean {
    return this.#running.size > 0;
  }

  /** Queues the callback of a payout whose status has changed, if it has a `callbackUrl`. Returns at once and never throws. */
  changed(payout: PayoutRecord): void {
    const { callbackUrl: url } = payout;
    if (url === null || this.#isStopped) return;
    const delivery = new Delivery({ url, payload: payloadOf(payout, this.#options.clock) }, this.#options);
    this.#logged.push(delivery);
    if (this.#logged.length > MAX_LOGGED) this.#logged.shift();
    const refusal = this.#refusal(url);
    if (refusal !== undefined) return delivery.end("not-sent", refusal);
    this.#waiting.push(delivery);
    this.#next();
  }

  /** Empties the log and drops all deliveries. */
  clear(): void {
    this.#drop();
    this.#logged = [];
  }

  /** Drops all deliveries and accepts no more. */
  stop(): void {
    this.#isStopped = true;
    this.#drop();
  }

  #refusal(url: string): string | undefined {
    if (!this.#options.allowRemote && !isLoopback(new URL(url).hostname)) {
      return "callbacks only go to this machine unless serve is started with --allow-remote-callbacks";
    }
    return this.#waiting.length < MAX_WAITING ? undefined : "too many callbacks are waiting";
  }

  #next(): void {
    while (this.#running.size < MAX_RUNNING) {
      const delivery = this.#waiting.shift();
      if (delivery === undefined) return;
      this.#running.add(delivery);
      void delivery.run().finally(() => {
        this.#running.delete(delivery);
        this.#next();
      });
    }
  }

  #drop(): void {
    const dropped = [...this.#waiting.splice(0), ...this.#running];
    for (const delivery of dropped) delivery.end("dropped", "the API was closed or reset");
  }
}

const codes = { failed: "PAYMENT_FAILED", "timed-out": "PAYMENT_TIMEOUT" } as const;

function payloadOf(payout: PayoutRecord, clock: Clock): CallbackPayload {
  const timestamp = stampOf(clock.epochMs());
  const payload = { event: "payout.status_changed", timestamp, data: payoutData(payout) } as const;
  const { failure } = payout;
  return failure === null ? payload : { ...payload, error: { code: codes[failure.kind], message: failure.reason } };
}
