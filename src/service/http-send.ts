import { isUtf8 } from "node:buffer";
import type { Dispatcher, Pool } from "undici";
import type { Clock } from "../domain/clock.ts";
import { satsOf } from "../domain/money.ts";
import type { Answer, PayoutRequest, Send } from "../domain/send.ts";
import { CLIENT_TIMEOUT, CONNECTION_RESET, noAnswer } from "../domain/send.ts";
import { classify, unreadableAnswer } from "./classify.ts";
import type { Redact } from "./secrets.ts";

/**
 * The hot path: one payout over HTTP. It uses undici's `dispatch`, because `request` and `fetch` cost more than everything else that is done
 * for a payout, and one sweep over all waiting attempts instead of a timer for each.
 */
const SWEEP_MS = 10;

/** A larger answer is nonsense, and reading it to its end would only fill the memory. */
const MAX_ANSWER_BYTES = 1 << 20;

interface SendOptions {
  readonly pool: Pool;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly clientTimeoutMs: number;
  /** Removes secrets from what the API sends back. */
  readonly redact: Redact;
}

/** A `Send` over HTTP, and the way to stop the sweep behind it. */
export function createHttpSend(options: SendOptions): { readonly send: Send; stop(): void } {
  const { pool, path, headers, clock, clientTimeoutMs, redact } = options;
  // All attempts have the same timeout, so the oldest is at the front and a sweep ends at the first that still has time.
  const waiting = new Set<Waiting>();
  const sweep = () => {
    const now = clock.now();
    for (const attempt of waiting) {
      if (attempt.deadlineMs > now) return;
      attempt.overdue();
    }
  };
  const stop = clock.every(SWEEP_MS, sweep);
  const send: Send = (request, sending) =>
    new Promise((resolve) => {
      const answered = (answer: Answer) => {
        waiting.delete(attempt);
        resolve(answer);
      };
      const attempt = new Waiting(clock.now() + clientTimeoutMs, answered, redact, sending?.dropAnswer);
      waiting.add(attempt);
      pool.dispatch({ path, method: "POST", headers, body: bodyOf(request) }, attempt);
    });
  return { send, stop };
}

function bodyOf(request: PayoutRequest): string {
  const { gamertag, amountMsat, projectId, idempotencyKey } = request;
  return JSON.stringify({ gamertag, amount: satsOf(amountMsat), projectId, idempotencyKey });
}

/** One attempt that waits for its answer. */
class Waiting implements Dispatcher.DispatchHandler {
  readonly deadlineMs: number;
  readonly #answered: (answer: Answer) => void;
  readonly #redact: Redact;
  readonly #dropAnswer: (() => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #body: Buffer | undefined;
  #sweeps = 0;
  #done = false;

  constructor(deadlineMs: number, answered: (answer: Answer) => void, redact: Redact, dropAnswer?: () => void) {
    this.deadlineMs = deadlineMs;
    this.#answered = answered;
    this.#redact = redact;
    this.#dropAnswer = dropAnswer;
  }

  /** Gives up at the second sweep past the deadline: by then an answer that had already arrived has been read. */
  overdue(): void {
    this.#sweeps += 1;
    if (this.#sweeps > 1) this.#giveUp(CLIENT_TIMEOUT);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // The caller gave up while waiting for a connection, so the request must not be sent.
    if (this.#done) controller.abort(new Error(CLIENT_TIMEOUT));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
    // An informational response (1xx) is not the answer.
    if (this.#dropAnswer === undefined || status < 200 || this.#done) return;
    this.#dropAnswer();
    this.#giveUp(CONNECTION_RESET);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#done) return;
    this.#body = this.#body === undefined ? chunk : Buffer.concat([this.#body, chunk]);
    if (this.#body.length <= MAX_ANSWER_BYTES) return;
    this.#finish(unreadableAnswer(this.#status, "ANSWER_TOO_LARGE"));
    this.#controller?.abort(new Error("ANSWER_TOO_LARGE"));
  }

  onResponseEnd(): void {
    const body = this.#body ?? Buffer.alloc(0);
    // Bytes that are not UTF-8 would silently become other text.
    const isText = isUtf8(body);
    this.#finish(
      isText ? classify(this.#status, body.toString("utf8"), this.#redact) : unreadableAnswer(this.#status, "NOT_UTF8"),
    );
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error & { code?: string }): void {
    // An answer that broke off was sent by somebody; an informational response (1xx) is not an answer.
    this.#finish(this.#status < 200 ? noAnswer(error.code ?? error.name) : unreadableAnswer(this.#status));
  }

  #giveUp(code: string): void {
    this.#finish(noAnswer(code));
    this.#controller?.abort(new Error(code));
  }

  #finish(answer: Answer): void {
    if (this.#done) return;
    this.#done = true;
    this.#body = undefined;
    this.#answered(answer);
  }
}
