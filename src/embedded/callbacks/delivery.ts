import { type Clock, stampOf } from "../../domain/clock.ts";
import type { ErrorCode } from "../envelope.ts";
import type { CallbackSender } from "./sender.ts";

/** What a callback says. */
export interface CallbackPayload {
  readonly event: "payout.status_changed";
  readonly timestamp: string;
  readonly data: object;
  /** Why the payout ended in an error, in the words of an answer. */
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

/** A callback as the log shows it. */
export interface CallbackReport {
  readonly url: string;
  /** Callbacks of one payout may overtake each other; the timestamp tells which is newer. `data` is the payout at that time. */
  readonly payload: CallbackPayload;
  /** When the first try began; null before that. */
  sentAt: string | null;
  /** `not-sent` and `failed` are final; `dropped` was under way when the API was closed or reset. */
  state: "waiting" | "delivered" | "failed" | "not-sent" | "dropped";
  /** How many tries have begun. */
  attempts: number;
  /** Why the last try failed, or why there was none; null otherwise. */
  reason: string | null;
}

const MAX_TRIES = 4;
/** The wait before the second try; each further one is twice as long: 50, 100 and 200 ms. */
const FIRST_BACKOFF_MS = 50;
const TRY_TIMEOUT_MS = 1_000;

/** Delivers one callback: a few tries until the receiver answers 2xx. It may arrive twice, because a lost answer counts as a failed try. */
export class Delivery {
  readonly report: CallbackReport;
  readonly #clock: Clock;
  readonly #sender: CallbackSender;
  /** Aborts the current try or wait. */
  #step = new AbortController();

  constructor(
    { url, payload }: Pick<CallbackReport, "url" | "payload">,
    { clock, sender }: { readonly clock: Clock; readonly sender: CallbackSender },
  ) {
    this.report = { url, payload, sentAt: null, state: "waiting", attempts: 0, reason: null };
    this.#clock = clock;
    this.#sender = sender;
  }

  /** Tries until it is delivered, has failed or was ended. Never rejects. */
  async run(): Promise<void> {
    const { report } = this;
    while (report.state === "waiting") {
      report.attempts += 1;
      report.sentAt ??= stampOf(this.#clock.epochMs());
      const failure = await this.#try();
      if (failure === null) this.end("delivered", null);
      else if (report.attempts === MAX_TRIES) this.end("failed", failure);
      else await this.#wait(FIRST_BACKOFF_MS * 2 ** (report.attempts - 1), failure);
    }
  }

  /** Ends the delivery now, unless it has ended. */
  end(state: Exclude<CallbackReport["state"], "waiting">, reason: string | null): void {
    if (this.report.state !== "waiting") return;
    Object.assign(this.report, { state, reason });
    this.#step.abort();
  }

  /** Returns why the try failed; null when it succeeded. */
  async #try(): Promise<string | null> {
    const { url, payload } = this.report;
    const step = new AbortController();
    this.#step = step;
    const cancel = this.#clock.timeout(TRY_TIMEOUT_MS, () => step.abort());
    try {
      const status = await this.#sender.post(url, JSON.stringify(payload), step.signal);
      return status >= 200 && status <= 299 ? null : `the receiver answered ${status}`;
    } catch (error) {
      return step.signal.aborted ? `no answer within ${TRY_TIMEOUT_MS} ms` : reasonOf(error);
    } finally {
      cancel();
    }
  }

  async #wait(ms: number, failure: string): Promise<void> {
    // Ended during the try: nothing would abort the wait.
    if (this.report.state !== "waiting") return;
    this.report.reason = failure;
    this.#step = new AbortController();
    await this.#clock.sleep(ms, this.#step.signal);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error ? `the connection failed (${error.code})` : error.message;
}
