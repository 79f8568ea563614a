import type { Clock } from "../domain/clock.ts";
import type { DuplicateHandlingName } from "../domain/duplicate-handling.ts";
import type { Exchange, Headers, Line, Request } from "../http/exchange.ts";
import { Origin } from "../http/origin.ts";
import { messages } from "./dialects/lnd/errors.ts";
import { readLine, sendRequest, trackPath } from "./dialects/lnd-json.ts";
import type { Rail, RailAnswer, RailState, SendHooks } from "./port.ts";

/** A rail over LND's REST interface. */
export interface RestRailOptions {
  /** The address of the node, without a path. */
  readonly url: string;
  /** How long a payment may be in flight before the API gives up waiting for its end. */
  readonly railTimeoutMs: number;
  readonly clock: Clock;
  /** How the node treats repeated payments; default `reject`. */
  readonly duplicates?: DuplicateHandlingName;
}

/** A line is about 400 bytes; anything longer than this is not an answer of a node. */
const LINE_LIMIT_CHARS = 64 * 1024;

/** How long a node may stay silent: this many timeouts, but at least 5 s. */
const SILENCE_TIMEOUTS = 10;
const SILENCE_AT_LEAST_MS = 5000;

/** How long the node may try at least: LND's default. */
const NODE_TIMEOUT_SECONDS = 60;

/**
 * A rail to the node at `url`. Its timeout starts when the node reports that the payment is in flight; when it expires, the connection is
 * closed. @throws TypeError when the address is invalid.
 */
export function createRestRail({ url, railTimeoutMs, clock, duplicates = "reject" }: RestRailOptions): Rail {
  // A node that is silent is given up, whether or not there is a connection to it yet.
  const node = new Origin(url, clock, null);
  const silenceMs = Math.max(SILENCE_TIMEOUTS * railTimeoutMs, SILENCE_AT_LEAST_MS);
  // Longer than our own timeout, as LND's default is: so we give up first, while the payment is in flight.
  const timeoutSeconds = NODE_TIMEOUT_SECONDS + Math.ceil(railTimeoutMs / 1000);
  const headers = { "content-type": "application/json" };

  return {
    duplicates,
    async send(payment, hooks) {
      const body = sendRequest(payment, timeoutSeconds);
      const { paymentHash } = payment;
      const end = await asked(
        node,
        { method: "POST", path: "/v2/router/send", headers, body },
        { ...hooks, clock, silenceMs, paymentHash, timeoutMs: railTimeoutMs },
      );
      // Neither makes sense as an answer to a send, so nothing may rely on them.
      return end.kind === "in-flight" || end.kind === "absent" ? { kind: "broken", reason: "UNPARSABLE" } : end;
    },
    async track(paymentHash) {
      const request = { method: "GET", path: trackPath(paymentHash), headers: {}, body: null } as const;
      return stateOf(await asked(node, request, { clock, silenceMs, paymentHash, timeoutMs: null }));
    },
    close: () => node.close(),
  };
}

function asked(node: Origin, request: Request, options: Omit<AskingOptions, "ended">): Promise<AskingEnd> {
  return new Promise((ended) => node.carry(request, new Asking({ ...options, ended })));
}

/** What came of asking the node: a send with an answer, a track with a state. */
type AskingEnd = RailAnswer | { readonly kind: "in-flight" } | { readonly kind: "absent" };

function stateOf({ kind }: AskingEnd): RailState {
  return kind === "settled" || kind === "failed" || kind === "in-flight" || kind === "absent" ? kind : "unknown";
}

interface AskingOptions extends SendHooks {
  readonly clock: Clock;
  readonly paymentHash: string;
  /** How long the node may stay silent. */
  readonly silenceMs: number;
  /** How long to wait once the payment is in flight; null to stop there. */
  readonly timeoutMs: number | null;
  readonly ended: (end: AskingEnd) => void;
}

const errorNames = Object.keys(messages) as (keyof typeof messages)[];

/** One request and its stream of lines. It ends exactly once, whatever the node does. */
class Asking implements Exchange {
  readonly #options: AskingOptions;
  #line: Line | undefined;
  #cancelTimer: () => void;
  #isOpen = true;
  #isInFlight = false;
  #httpStatus = 0;
  /** The line that is not complete yet. */
  #text = "";

  constructor(options: AskingOptions) {
    this.#options = options;
    this.#cancelTimer = options.clock.timeout(options.silenceMs, () => this.#disconnect({ kind: "timeout" }));
  }

  get isDone(): boolean {
    return !this.#isOpen;
  }

  begin(line: Line): boolean {
    const { clock, sent, maySend } = this.#options;
    if (maySend?.() === false) {
      this.#end({ kind: "broken", reason: "TOO_LATE" });
      return false;
    }
    this.#line = line;
    // The request is written right after this call, and the kernel has it a turn later: from then on not even kill -9 recalls it.
    if (sent !== undefined) clock.nextTurn(sent);
    return true;
  }

  head(status: number, _headers: Headers): void {
    this.#httpStatus = status;
  }

  data(chunk: Buffer): void {
    this.#heard(chunk.toString("utf8"));
  }

  end(text?: string): void {
    if (text !== undefined) this.#heard(text);
    if (this.#isOpen) this.#read(this.#text);
    this.#end({ kind: "broken", reason: "ENDED_EARLY" });
  }

  broke(code: string): void {
    this.#end({ kind: "broken", reason: code });
  }

  #heard(text: string): void {
    if (!this.#isOpen) return;
    const wasInFlight = this.#isInFlight;
    this.#text += text;
    for (let end = this.#text.indexOf("\n"); end !== -1 && this.#isOpen; end = this.#text.indexOf("\n")) {
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 1);
      this.#read(line);
    }
    if (this.#text.length > LINE_LIMIT_CHARS) this.#disconnect({ kind: "broken", reason: "OVERSIZED" });
    // Only now, because the end of a healthy payment arrives together with its first update.
    if (this.#isOpen && this.#isInFlight && !wasInFlight) this.#startTimeout();
  }

  #read(line: string): void {
    if (line.trim() === "") return;
    const read = readLine(line, this.#options.paymentHash);
    if (read.kind === "error") {
      const known = errorNames.find((name) => messages[name] === read.message);
      // A payment that exists and one in transition are equally open.
      this.#end(
        known === undefined || known === "busy"
          ? this.#nonsense()
          : { kind: known === "already-exists" ? "in-transition" : known },
      );
    } else if (read.kind === "nonsense" || this.#httpStatus !== 200) {
      // Updates count only under the status of an answer.
      this.#disconnect(this.#nonsense());
    } else if (read.kind !== "in-flight") {
      this.#end(read);
    } else {
      this.#isInFlight = true;
      if (this.#options.timeoutMs === null) this.#disconnect(read);
    }
  }

  #nonsense(): AskingEnd {
    return { kind: "broken", reason: this.#httpStatus === 200 ? "UNPARSABLE" : `HTTP_${this.#httpStatus}` };
  }

  #startTimeout(): void {
    const { clock, timeoutMs } = this.#options;
    if (timeoutMs === null) return;
    // An answer that has already arrived when the time is up is still read: two turns, whichever phase the timer fired in.
    const expire = () => clock.nextTurn(() => clock.nextTurn(() => this.#disconnect({ kind: "timeout" })));
    this.#cancelTimer();
    this.#cancelTimer = clock.timeout(timeoutMs, expire);
  }

  /** Ends the exchange early by closing the connection, which is how the node learns of it. */
  #disconnect(end: AskingEnd): void {
    if (!this.#isOpen) return;
    this.#end(end);
    this.#line?.hangUp("disconnected");
  }

  #end(end: AskingEnd): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#text = "";
    this.#cancelTimer();
    this.#options.ended(end);
  }
}
