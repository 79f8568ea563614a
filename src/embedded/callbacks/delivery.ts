import { type Clock, stampOf } from "../../domain/clock.ts";
import type { CallbackSender } from "./sender.ts";

/** The body of a callback. */
export interface CallbackPayload {
  readonly event: "payout.status_changed";
  /** When the status changed. Callbacks of one payout may overtake each other; this tells which is newer. */
  readonly timestamp: string;
  /** The payout at that time. */
  readonly data: object;
}

/** A callback as the log shows it. */
export interface CallbackReport {
  readonly url: string;
  readonly payload: CallbackPayload;
  /** When the first try began; null before that. */
  readonly sentAt: string | null;
  /** `not-sent` and `failed` are final; `dropped` was under way when the API was closed or reset. */
  readonly state: "waiting" | "delivered" | "failed" | "not-sent" | "dropped";
  /** How many tries have begun. */
  readonly attempts: number;
  /** Why the last try failed, or why there was none; null otherwise. */
  readonly reason: string | null;
}

/** What a delivery needs. */
export interface DeliveryOptions {
  readonly url: string;
  readonly payload: CallbackPayload;
  readonly clock: Clock;
  readonly sender: CallbackSender;
}

const MAX_TRIES = 4;
/** The wait before the second try; each further one is twice as long: 50, 100 and 200 ms. */
const FIRST_BACKOFF_MS = 50;
const TRY_TIMEOUT_MS = 1_000;

/**
 * The delivery of one callback: a few tries with growing waits between them, until the receiver answers 2xx. A receiver may see it more than
 * once, because a lost answer counts as a failed try.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  /** Aborts the current try or wait. */
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
      url,
      payload,
      sentAt: this.#sentAt,
      state: this.#state,
      attempts: this.#attempts,
      reason: this.#reason,
    };
  }

  /** Tries until it is delivered, has failed or was ended. Never rejects. */
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

  /** Ends the delivery now, unless it has ended. */
  end(state: Exclude<CallbackReport["state"], "waiting">, reason: string | null): void {
    if (this.#state !== "waiting") return;
    this.#state = state;
    this.#reason = reason;
    this.#step.abort();
  }

  /** Returns why the try failed; null when it succeeded. */
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
    // Ended during the try: nothing would abort the wait.
    if (this.#state !== "waiting") return;
    this.#reason = failure;
    this.#step = new AbortController();
    await this.#options.clock.sleep(ms, this.#step.signal);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error ? `the connection failed (${error.code})` : error.message;
}
