import { isUtf8 } from "node:buffer";
import type { Clock } from "../domain/clock.ts";
import { CLIENT_TIMEOUT, CONNECTION_RESET, type Sending } from "../domain/send.ts";
import type { Exchange, Headers, Line } from "../http/exchange.ts";
import type { Due } from "./deadlines.ts";
import type { Raw } from "./exchanges.ts";

/** A larger answer is nonsense, and reading it to its end would only fill the memory. */
const MAX_ANSWER_BYTES = 1 << 20;

/** One request that waits for its answer, whatever carries it. */
export class PayoutExchange implements Due, Exchange {
  readonly deadlineMs: number;
  readonly #ended: (raw: Raw) => void;
  readonly #clock: Clock;
  readonly #sending: Sending | undefined;
  #line: Line | undefined;
  #status = 0;
  #headers: Headers = {};
  #body: Buffer | undefined;
  #sweeps = 0;
  #isDone = false;

  constructor(deadlineMs: number, clock: Clock, ended: (raw: Raw) => void, sending?: Sending) {
    this.deadlineMs = deadlineMs;
    this.#ended = ended;
    this.#clock = clock;
    this.#sending = sending;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Gives up at the second sweep past the deadline: by then an answer that had already arrived has been read. */
  overdue(): void {
    this.#sweeps += 1;
    if (this.#sweeps > 1) this.giveUp(CLIENT_TIMEOUT);
  }

  /** Ends without an answer, and hangs up. */
  giveUp(code: string): void {
    // Its connection may carry another one by now.
    if (this.#isDone) return;
    this.#finish({ kind: "none", code });
    this.#line?.hangUp(code);
  }

  begin(line: Line): boolean {
    this.#line = line;
    const written = this.#sending?.written;
    // The kernel has it a turn later.
    if (written !== undefined) this.#clock.nextTurn(written);
    return true;
  }

  head(status: number, headers: Headers): void {
    this.#status = status;
    this.#headers = headers;
    // An informational response (1xx) is not the answer.
    if (this.#sending === undefined || status < 200 || this.#isDone) return;
    this.#sending.answering?.();
    if (this.#sending.dropAnswer === undefined) return;
    this.#sending.dropAnswer();
    this.giveUp(CONNECTION_RESET);
  }

  data(chunk: Buffer): void {
    if (this.#isDone) return;
    this.#body = this.#body === undefined ? chunk : Buffer.concat([this.#body, chunk]);
    if (this.#body.length <= MAX_ANSWER_BYTES) return;
    this.#finish({ kind: "unreadable", status: this.#status, code: "ANSWER_TOO_LARGE" });
    this.#line?.hangUp("ANSWER_TOO_LARGE");
  }

  end(text?: string): void {
    const status = this.#status;
    const headers = this.#headers;
    if (text !== undefined) return this.#finish({ kind: "answer", status, headers, text });
    const body = this.#body ?? Buffer.alloc(0);
    // Bytes that are not UTF-8 would silently become other text.
    if (!isUtf8(body)) return this.#finish({ kind: "unreadable", status, code: "NOT_UTF8" });
    this.#finish({ kind: "answer", status, headers, text: body.toString("utf8") });
  }

  broke(code: string): void {
    // An answer that broke off was sent by somebody; an informational response (1xx) is not an answer.
    if (this.#status < 200) return this.#finish({ kind: "none", code });
    this.#finish({ kind: "unreadable", status: this.#status, code: "CUT_SHORT" });
  }

  #finish(raw: Raw): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#body = undefined;
    this.#ended(raw);
  }
}
