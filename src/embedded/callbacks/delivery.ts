import { type Clock, stampOf } from "../../domain/clock.ts";
import type { CallbackSender } from "./sender.ts";

/** What a receiver is sent. */
export interface CallbackPayload {
  readonly event: "payout.status_changed";
  /** When the status changed. Callbacks of one payout may overtake each other, and this says which is the newer. */
  readonly timestamp: string;
  /** The payout as it stood then. */
  readonly data: object;
}

/** A callback as the log shows it. */
export interface CallbackReport {
  readonly url: string;
  readonly payload: CallbackPayload;
  /** When its first try began; null as long as there was none. */
  readonly sentAt: string | null;
  /** `not-sent` and `failed` are for ever; `dropped` was on its way when the API closed. */
  readonly state: "waiting" | "delivered" | "failed" | "not-sent" | "dropped";
  /** Tries that were begun. */
  readonly attempts: number;
  /** Why the last try was none, or why there was no try; null when there is nothing to explain. */
  readonly reason: string | null;
}

/** What a delivery is made of. */
export interface DeliveryOptions {
  readonly url: string;
  readonly payload: CallbackPayload;
  readonly clock: Clock;
  readonly sender: CallbackSender;
}

const MAX_TRIES = 4;
/** Before the second try; each further wait is twice as long: 50, 100 and 200 ms. */
const FIRST_BACKOFF_MS = 50;
const TRY_TIMEOUT_MS = 1_000;

/**
 * One callback on its way: a few tries with growing waits between them, until an answer says 2xx. A receiver may see it more than
 * once, because an answer that is lost is a try that failed.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  /** Ends the try or the wait that is under way. */
  #step = new AbortController();
  #state: CallbackReport["state"] = "waiting";
  #sentAt: string | null = null;
  #attempts = 0;
  #reason: string | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  get report(): CallbackReport {
    const { url, payload } = this.#options;
    return {
      ...{ url, payload, sentAt: this.#sentAt, state: this.#state },
      ...{ attempts: this.#attempts, reason: this.#reason },
    };
  }

  /** Tries until it is delivered, given up or ended. Never rejects. */
  async run(): Promise<void> {
    const { clock } = this.#options;
    while (this.#state === "waiting") {
      this.#attempts += 1;
      this.#sentAt ??= stampOf(clock.epochMs());
      const failure = await this.#try();
      if (failure === null) this.end("delivered", null);
      else if (this.#attempts === MAX_TRIES) this.end("failed", failure);
      else await this.#wait(FIRST_BACKOFF_MS * 2 ** (this.#attempts - 1), failure);
    }
  }

  /** Ends it here and now, unless it has ended. */
  end(state: Exclude<CallbackReport["state"], "waiting">, reason: string | null): void {
    if (this.#state !== "waiting") return;
    this.#state = state;
    this.#reason = reason;
    this.#step.abort();
  }

  /** Why the try failed; null when it did not. */
  async #try(): Promise<string | null> {
    const { url, payload, clock, sender } = this.#options;
    const step = new AbortController();
    this.#step = step;
    const cancel = clock.timeout(TRY_TIMEOUT_MS, () => step.abort());
    try {
      const status = await sender.post(url, JSON.stringify(payload), step.signal);
      return status >= 200 && status <= 299 ? null : `the receiver answered ${status}`;
    } catch (error) {
      return step.signal.aborted ? `no answer within ${TRY_TIMEOUT_MS} ms` : reasonOf(error);
    } finally {
      cancel();
    }
  }

  async #wait(ms: number, failure: string): Promise<void> {
    // Ended during the try: then there is nothing to wait for, and nobody who would end the wait.
    if (this.#state !== "waiting") return;
    this.#reason = failure;
    this.#step = new AbortController();
    await this.#options.clock.sleep(ms, this.#step.signal).catch(() => {});
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error ? `the connection failed (${error.code})` : error.message;
}
