import { type Dispatcher, Pool } from "undici";
import type { Clock } from "../domain/clock.ts";
import type { DuplicateHandlingName } from "../domain/duplicate-handling.ts";
import { messages, readLine, sendRequest, trackPath } from "./lnd-json.ts";
import type { Rail, RailAnswer, RailState } from "./rail.ts";

/**
 * The rail over LND's REST interface: how the API reaches the node. Its patience begins when the node says that the payment is in
 * flight, and ends with hanging up, that is with closing the connection.
 */
export interface RestRailOptions {
  /** The address of the node, without a path. */
  readonly url: string;
  /** How long a payment may be in flight before the API gives up waiting for its end. */
  readonly railTimeoutMs: number;
  readonly clock: Clock;
  /** How the node treats repeated payments; `reject` by default. */
  readonly duplicates?: DuplicateHandlingName;
}

/** A line is about 400 bytes; whatever grows past this is no answer of a node. */
const LINE_LIMIT_CHARS = 64 * 1024;

/** A node that has not said a word within so many patiences, or this many milliseconds, is given up as well. */
const SILENCE_PATIENCES = 10;
const SILENCE_AT_LEAST_MS = 5000;

/** How long the node may try at least: what LND takes where nobody says how long. */
const NODE_TIMEOUT_SECONDS = 60;

/** A rail to the node at `url`. @throws TypeError when the address is none. */
export function createRestRail({ url, railTimeoutMs, clock, duplicates = "reject" }: RestRailOptions): Rail {
  // A held payment occupies its connection, so there is no limit to them; undici's own timeouts have a resolution of a second.
  const pool = new Pool(url, { connections: null, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  const silenceMs = Math.max(SILENCE_PATIENCES * railTimeoutMs, SILENCE_AT_LEAST_MS);
  // Longer than our own patience, as with LND's default: so it is we who give up, while the payment is in flight.
  const timeoutSeconds = NODE_TIMEOUT_SECONDS + Math.ceil(railTimeoutMs / 1000);
  const headers = ["content-type", "application/json"];

  return {
    duplicates,
    send: (payment, { sent, maySend } = {}) =>
      new Promise((resolve) => {
        const body = sendRequest(payment, timeoutSeconds);
        const ended = (end: ExchangeEnd) => resolve(sendAnswer(end));
        const exchange = new Exchange({
          clock,
          silenceMs,
          paymentHash: payment.paymentHash,
          patienceMs: railTimeoutMs,
          ended,
          ...{ sent, maySend },
        });
        pool.dispatch({ method: "POST", path: "/v2/router/send", headers, body }, exchange);
      }),
    track: (paymentHash) =>
      new Promise((resolve) => {
        const ended = (end: ExchangeEnd) => resolve(stateOf(end));
        const exchange = new Exchange({ clock, silenceMs, paymentHash, patienceMs: null, ended });
        pool.dispatch({ method: "GET", path: trackPath(paymentHash) }, exchange);
      }),
    close: () => pool.destroy(),
  };
}

/** How an exchange with the node ended: with an answer, or, for one that only asks, with a state. */
type ExchangeEnd = RailAnswer | { readonly kind: "in-flight" } | { readonly kind: "absent" };

function sendAnswer(end: ExchangeEnd): RailAnswer {
  // The node was asked to pay, so these two make no sense; nothing may rest on them.
  return end.kind === "in-flight" || end.kind === "absent" ? { kind: "broken", reason: "UNPARSABLE" } : end;
}

function stateOf(end: ExchangeEnd): RailState {
  switch (end.kind) {
    case "settled":
    case "failed":
    case "in-flight":
    case "absent":
      return end.kind;
    case "already-paid":
    case "in-transition":
    case "timeout":
    case "broken":
      return "unknown";
  }
}

interface ExchangeOptions {
  readonly clock: Clock;
  readonly paymentHash: string;
  /** How long the node may say nothing at all. */
  readonly silenceMs: number;
  /** How long to wait once the payment is in flight; null when that is all there is to learn. */
  readonly patienceMs: number | null;
  readonly ended: (end: ExchangeEnd) => void;
  readonly sent?: (() => void) | undefined;
  readonly maySend?: (() => boolean) | undefined;
}

/** One request and its stream of lines. It ends exactly once, whatever the node does. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  #controller: Dispatcher.DispatchController | undefined;
  #cancelTimer: () => void;
  #isOpen = true;
  #isInFlight = false;
  #httpStatus = 0;
  /** What has been read of the line that is not complete yet. */
  #text = "";

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#cancelTimer = options.clock.timeout(options.silenceMs, () => this.#hangUp({ kind: "timeout" }));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (!this.#isOpen) return void controller.abort(new Error("given up before it was sent"));
    const { clock, sent, maySend } = this.#options;
    if (maySend?.() === false) return this.#hangUp({ kind: "broken", reason: "TOO_LATE" });
    // The request is written right after this call, and the kernel has it a turn later: not even kill -9 calls it back then.
    if (sent !== undefined) clock.nextTurn(sent);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, httpStatus: number): void {
    this.#httpStatus = httpStatus;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const wasInFlight = this.#isInFlight;
    this.#text += chunk.toString("utf8");
    for (let end = this.#text.indexOf("\n"); end !== -1 && this.#isOpen; end = this.#text.indexOf("\n")) {
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 1);
      this.#read(line);
    }
    if (this.#text.length > LINE_LIMIT_CHARS) this.#hangUp({ kind: "broken", reason: "OVERSIZED" });
    // Only now, because the end of a healthy payment arrives together with its first update.
    if (this.#isOpen && this.#isInFlight && !wasInFlight) this.#startPatience();
  }

  onResponseEnd(): void {
    if (this.#isOpen) this.#read(this.#text);
    this.#end({ kind: "broken", reason: "ENDED_EARLY" });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error & { readonly code?: string }): void {
    this.#end({ kind: "broken", reason: error.code ?? error.name });
  }

  #read(line: string): void {
    if (line.trim() === "") return;
    const said = readLine(line, this.#options.paymentHash);
    if (said.kind === "error") {
      this.#end(this.#endBy(said.message));
    } else if (said.kind === "nonsense" || this.#httpStatus !== 200) {
      // Updates are believed only where the node says that they are its answer.
      this.#hangUp(this.#nonsense());
    } else if (said.kind !== "in-flight") {
      this.#end(said);
    } else {
      this.#isInFlight = true;
      if (this.#options.patienceMs === null) this.#hangUp(said);
    }
  }

  #endBy(message: string): ExchangeEnd {
    switch (message) {
      case messages["in-transition"]:
        return { kind: "in-transition" };
      case messages["already-paid"]:
        return { kind: "already-paid" };
      case messages.absent:
        return { kind: "absent" };
      default:
        return this.#nonsense();
    }
  }

  #nonsense(): ExchangeEnd {
    return { kind: "broken", reason: this.#httpStatus === 200 ? "UNPARSABLE" : `HTTP_${this.#httpStatus}` };
  }

  #startPatience(): void {
    const { clock, patienceMs } = this.#options;
    if (patienceMs === null) return;
    // An answer that has already arrived when the patience runs out is still read: two turns, whichever phase the timer fired in.
    const runOut = () => clock.nextTurn(() => clock.nextTurn(() => this.#hangUp({ kind: "timeout" })));
    this.#cancelTimer();
    this.#cancelTimer = clock.timeout(patienceMs, runOut);
  }

  /** Ends although the node is not done: the connection is closed, and that is how the node learns of it. */
  #hangUp(end: ExchangeEnd): void {
    if (!this.#isOpen) return;
    this.#end(end);
    this.#controller?.abort(new Error("hung up"));
  }

  #end(end: ExchangeEnd): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#text = "";
    this.#cancelTimer();
    this.#options.ended(end);
  }
}
