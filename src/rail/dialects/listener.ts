import type { Headers } from "../../http/exchange.ts";
import type { ListeningDialect, ListenOptions } from "./dialect.ts";
import { type Call, FOREIGN, openHttpPort } from "./http-port.ts";

/** A request that a dialect turns down. Each dialect has its own way to write it. */
export class Refusal extends Error {
  readonly status: number;
  /** What the answer says besides the message. */
  readonly details: Readonly<Record<string, unknown>>;
  /** After how many seconds the caller may try again, for the header `retry-after`; undefined where nothing is said. */
  readonly retryAfterSeconds: number | undefined;

  /** `status` is the HTTP status. */
  constructor(
    status: number,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    retryAfterSeconds?: number,
  ) {
    super(message);
    this.status = status;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A request that has arrived completely, and the one answer to it. */
export interface Exchange {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: string;
  /** The answer will say after how many seconds the caller may try again. */
  retryAfter(seconds: number): void;
  /** Answers completely, unless the caller has left. */
  answer(status: number, text: string): void;
  /** Answers with JSON, unless the caller has left. */
  answerJson(status: number, value: unknown): void;
  /** Resets the connection instead of an answer. */
  reset(): void;
  /** Answers as the real provider turns a request down, unless the caller has left. */
  refuse(refusal: Refusal): void;
  /** Calls `then` once when nobody waits for an answer any more: `left` is false if it was given, or if we stopped listening. */
  whenOver(then: (left: boolean) => void): void;
}

/** What a dialect does with requests. */
export interface Face {
  /** May throw a `Refusal`. */
  handle(exchange: Exchange): void;
  /** Writes a refusal as the real provider does. */
  refuse(exchange: Exchange, refusal: Refusal): void;
  /** The content type of `answer`. */
  readonly textType?: string;
}

/**
 * Serves a face over HTTP or HTTPS, by default on any free port of the loopback. Rejects when the port is taken, with the system's error
 * (`EADDRINUSE`).
 */
export function listen(face: Face, options: ListenOptions): Promise<ListeningDialect> {
  return openHttpPort(options, (call) => {
    const exchange = exchangeOf(call, face);
    orRefused(exchange, () => {
      if (!call.isFromHere) throw new Refusal(403, FOREIGN);
      if (call.body === undefined) throw new Refusal(413, "the body is too large");
      face.handle(exchange);
    });
  });
}

/** A bug is an answer, too: with its stack. */
function orRefused(exchange: Exchange, work: () => void): void {
  try {
    work();
  } catch (error) {
    const bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
    exchange.refuse(error instanceof Refusal ? error : new Refusal(500, bug));
  }
}

function exchangeOf({ request, body = "", reply }: Call, face: Face): Exchange {
  const [path = "", query = ""] = request.url.split("?", 2);
  const later: string[] = [];
  const exchange: Exchange = {
    method: request.method,
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    body,
    retryAfter: (seconds) => void later.push("retry-after", String(seconds)),
    answer: (status, text) => reply.send(status, face.textType ?? "text/plain", text, later),
    answerJson: (status, value) => reply.send(status, "application/json", JSON.stringify(value), later),
    reset: () => reply.reset(),
    refuse(refusal) {
      if (refusal.retryAfterSeconds !== undefined) exchange.retryAfter(refusal.retryAfterSeconds);
      face.refuse(exchange, refusal);
    },
    whenOver: (then) => reply.whenOver(then),
  };
  return exchange;
}
