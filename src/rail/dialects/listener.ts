import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { ownHosts } from "../../domain/loopback.ts";
import type { ListeningDialect, ListenOptions } from "./dialect.ts";

/** The longest request is an invoice with a description; this leaves room for a long one. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** How many connections may wait to be accepted: as many as a phase may open at once. */
const BACKLOG = 4096;

/** How long a request may take to arrive, so that idle callers do not keep others out. */
const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 72_000,
};

/** A request that a dialect turns down. Each dialect has its own way to write it. */
export class Refusal extends Error {
  readonly status: number;
  /** What the answer says besides the message. */
  readonly details: Readonly<Record<string, unknown>>;

  /** `status` is the HTTP status. */
  constructor(status: number, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

/** A request that has arrived completely, and the one answer to it. */
export interface Exchange {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Answers completely, unless the caller has left. */
  answer(status: number, text: string): void;
  /** Answers with JSON, unless the caller has left. */
  answerJson(status: number, value: unknown): void;
  /** Resets the connection instead of an answer. */
  reset(): void;
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

const FOREIGN = "this node only takes requests from programs on this machine, sent to localhost or to its address";

/**
 * Serves a face over HTTP or HTTPS, by default on any free port of the loopback. Rejects when the port is taken, with the system's error
 * (`EADDRINUSE`).
 */
export async function listen(
  face: Face,
  { host = "127.0.0.1", port: wantedPort = 0, tls }: ListenOptions,
): Promise<ListeningDialect> {
  let isClosing = false;
  const isOwnHost = ownHosts(host);
  const onRequest = (request: IncomingMessage, response: ServerResponse) =>
    whenRead(request, (body) => {
      const exchange = exchangeOf(request, response, body ?? "", () => isClosing, face.textType ?? "text/plain");
      orRefused(face, exchange, () => {
        if (!isLocal(request, isOwnHost)) throw new Refusal(403, FOREIGN);
        if (body === undefined) throw new Refusal(413, "the body is too large");
        face.handle(exchange);
      });
    });
  const server =
    tls === undefined
      ? createHttpServer(timeouts, onRequest)
      : createHttpsServer({ ...timeouts, cert: tls.cert, key: tls.key }, onRequest);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen({ host, port: wantedPort, backlog: BACKLOG }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    async close() {
      isClosing = true;
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** False for a request that a web page made a browser send, under the page's own name or across origins: it must not pay. */
function isLocal({ headers: { host, origin } }: IncomingMessage, isOwnHost: (host: string) => boolean): boolean {
  return origin === undefined && (host === undefined || isOwnHost(host));
}

/** Hands over the body; undefined for one that is too large. */
function whenRead(request: IncomingMessage, then: (body: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
  });
  request.on("end", () => then(bytes > BODY_LIMIT_BYTES ? undefined : Buffer.concat(chunks).toString("utf8")));
}

/** A bug is an answer, too: with its stack. */
function orRefused(face: Face, exchange: Exchange, work: () => void): void {
  try {
    work();
  } catch (error) {
    const bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
    face.refuse(exchange, error instanceof Refusal ? error : new Refusal(500, bug));
  }
}

/** Only TCP knows resets; under TLS the stream breaks off without a farewell, which a client takes for the same. */
function reset(socket: Socket | null): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

function exchangeOf(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  isClosing: () => boolean,
  textType: string,
): Exchange {
  const [path = "", query = ""] = (request.url ?? "").split("?", 2);
  const end = (status: number, type: string, text: string) => {
    if (response.destroyed || response.headersSent) return;
    // The length is given, so that the answer leaves in one write.
    response.writeHead(status, ["content-type", type, "content-length", String(Buffer.byteLength(text))]).end(text);
  };
  return {
    method: request.method ?? "",
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    body,
    answer: (status, text) => end(status, textType, text),
    answerJson: (status, value) => end(status, "application/json", JSON.stringify(value)),
    reset: () => reset(response.socket),
    whenOver(then) {
      const over = () => then(!isClosing() && !response.writableEnded);
      if (response.destroyed) over();
      else response.once("close", over);
    },
  };
}
