import { isUtf8 } from "node:buffer";
import type { Dispatcher } from "undici";
import type { Clock } from "../domain/clock.ts";
import { CLIENT_TIMEOUT, CONNECTION_RESET, type Sending } from "../domain/send.ts";
import type { Headers } from "./conditions.ts";
import type { Due } from "./deadlines.ts";
import type { Raw } from "./exchanges.ts";

/** A larger answer is nonsense, and reading it to its end would only fill the memory. */
const MAX_ANSWER_BYTES = 1 << 20;

/**
 * One request that waits for its answer. It uses undici's `dispatch`, because `request` and `fetch` cost more than everything else that is done for
 * a payout.
 */
export class PayoutExchange implements Dispatcher.DispatchHandler, Due {
  readonly deadlineMs: number;
  readonly #ended: (raw: Raw) => void;
  readonly #clock: Clock;
  readonly #sending: Sending | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Headers = {};
  #body: Buffer | undefined;
  #sweeps = 0;
  #done = false;

  constructor(deadlineMs: number, clock: Clock, ended: (raw: Raw) => void, sending?: Sending) {
    this.deadlineMs = deadlineMs;
    this.#ended = ended;
    this.#clock = clock;
    this.#sending = sending;
  }

  /** Gives up at the second sweep past the deadline: by then an answer that had already arrived has been read. */
  overdue(): void {
    this.#sweeps += 1;
    if (this.#sweeps > 1) this.giveUp(CLIENT_TIMEOUT);
  }

  /** Ends without an answer, and hangs up. */
  giveUp(code: string): void {
    this.#finish({ kind: "none", code });
    this.#controller?.abort(new Error(code));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // The caller gave up while waiting for a connection, so the request must not be sent.
    if (this.#done) return controller.abort(new Error(CLIENT_TIMEOUT));
    const written = this.#sending?.written;
    // The request is written right after this call, and the kernel has it a turn later.
    if (written !== undefined) this.#clock.nextTurn(written);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.#status = status;
    this.#headers = headers;
    // An informational response (1xx) is not the answer.
    if (this.#sending === undefined || status < 200 || this.#done) return;
    this.#sending.answering?.();
    if (this.#sending.dropAnswer === undefined) return;
    this.#sending.dropAnswer();
    this.giveUp(CONNECTION_RESET);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#done) return;
    this.#body = this.#body === undefined ? chunk : Buffer.concat([this.#body, chunk]);
    if (this.#body.length <= MAX_ANSWER_BYTES) return;
    this.#finish({ kind: "unreadable", status: this.#status, code: "ANSWER_TOO_LARGE" });
    this.#controller?.abort(new Error("ANSWER_TOO_LARGE"));
  }

  onResponseEnd(): void {
    const body = this.#body ?? Buffer.alloc(0);
    const status = this.#status;
    // Bytes that are not UTF-8 would silently become other text.
    if (!isUtf8(body)) return this.#finish({ kind: "unreadable", status, code: "NOT_UTF8" });
    this.#finish({ kind: "answer", status, headers: this.#headers, text: body.toString("utf8") });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error & { code?: string }): void {
    // An answer that broke off was sent by somebody; an informational response (1xx) is not an answer.
    if (this.#status < 200) return this.#finish({ kind: "none", code: error.code ?? error.name });
    this.#finish({ kind: "unreadable", status: this.#status, code: "CUT_SHORT" });
  }

  #finish(raw: Raw): void {
    if (this.#done) return;
    this.#done = true;
    this.#body = undefined;
    this.#ended(raw);
  }
}
