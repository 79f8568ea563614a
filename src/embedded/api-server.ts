import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Clock } from "../domain/clock.ts";
import type { Headers } from "../http/exchange.ts";
import { addFront, type Reply } from "../http/front.ts";
import type { ArrivedRequest } from "../http/ordinary-request.ts";
import { type Answer, errorAnswer, errorEnvelope, RequestError } from "./envelope.ts";
import { errorResponseOf } from "./error-response.ts";
import { hostAndOriginCheck } from "./origin-check.ts";
import { jsonOf, readJson } from "./request-body.ts";
import { type Found, Router, type Routes } from "./router.ts";

const ARRIVAL_LIMIT_MS = 20_000;

/** How long a connection may wait for its next request. */
const KEEP_ALIVE_MS = 72_000;

/** How many connections may wait to be accepted. */
const BACKLOG = 4_096;

/** How the server is set up. */
export interface AppOptions {
  /** The address to listen on. */
  readonly host: string;
  readonly clock: Clock;
  /** Called with every error that is a bug of ours. */
  readonly onBug: (error: unknown) => void;
  /** Called with one line when the ledger file fails. */
  readonly onStorageFailure: (message: string) => void;
  /** How long a request may take to arrive, and half of it for its headers, so that slow connections keep nobody out; default 20 s. */
  readonly arrivalLimitMs?: number | undefined;
}

/** A server whose routes are added before it listens. */
export interface App extends Routes {
  readonly server: Server;
  /** Listens, on any free port for 0, and resolves with the port. Rejects when it is taken, with the system's error (`EADDRINUSE`). */
  listen(port: number): Promise<number>;
  /** Accepts nothing new, and resolves when the last connection has ended. A request that still comes is refused. */
  close(): Promise<void>;
  /** Ends the connections that wait for a request. */
  closeIdleConnections(): void;
  /** Ends all connections. */
  closeAllConnections(): void;
}

/** The head of a request. */
interface Head {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
}

/** A server without routes that answers every error in the envelope of the contract, its own bugs included. */
export function createApp(options: AppOptions): App {
  const { host, clock, arrivalLimitMs = ARRIVAL_LIMIT_MS } = options;
  const router = new Router();
  const check = hostAndOriginCheck(host);
  let isClosing = false;

  const answerTo = async (head: Head, body: () => unknown): Promise<Answer> => {
    const isRead = head.method === "GET";
    try {
      if (isClosing) throw new RequestError("SHUTTING_DOWN", "The API is shutting down: nothing was done");
      check(head.headers);
      const { handler, id, query } = findRoute(router, head);
      return await handler({ id, query, body: isRead ? undefined : await body() });
    } catch (error) {
      return failureAnswer(error, isRead, options);
    }
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url = "", headers } = request;
    const answer = await answerTo({ method, url, headers }, () => readJson(request));
    send(response, answer, isClosing || answer.status === 413);
  };

  const timeouts = { headersTimeout: arrivalLimitMs / 2, requestTimeout: arrivalLimitMs };
  const server = createServer(
    { ...timeouts, connectionsCheckingInterval: arrivalLimitMs / 20, keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => void serve(request, response),
  );
  server.on("clientError", answerMalformed);
  const serveOrdinary = async (request: ArrivedRequest, reply: Reply) => {
    const { status, type, text, headers } = await answerTo(request, () => jsonOf(request));
    reply.send(status, type, text, headers);
  };
  const front = addFront(server, (request, reply) => void serveOrdinary(request, reply), {
    clock,
    keepAliveMs: KEEP_ALIVE_MS,
  });
  const closeIdleConnections = () => {
    front.closeIdle();
    server.closeIdleConnections();
  };
  return {
    server,
    add: (name, handler) => router.add(name, handler),
    listen: (port) => listen(server, host, port),
    async close() {
      isClosing = true;
      front.closeIdle();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
    closeIdleConnections,
    closeAllConnections() {
      front.closeAll();
      server.closeAllConnections();
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen({ host, port, backlog: BACKLOG }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

function findRoute(router: Router, { method, url }: Head): Found {
  const found = router.find(method, url);
  if (found !== undefined) return found;
  throw new RequestError("NOT_FOUND", `No such endpoint: ${method} ${url.split("?")[0]}`);
}

function failureAnswer(error: unknown, isRead: boolean, { onBug, onStorageFailure }: AppOptions): Answer {
  const { code, message, data, storageFailure, isBug } = errorResponseOf(error, isRead);
  if (isBug === true) onBug(error);
  if (storageFailure !== undefined) onStorageFailure(storageFailure);
  return errorAnswer(code, message, data);
}

/** Sends head and body in one write, unless the caller has left. `isLast`: the connection ends with it, as what follows is not read. */
function send(response: ServerResponse, { status, type, text, headers = [] }: Answer, isLast: boolean): void {
  if (response.destroyed) return;
  const bytes = Buffer.byteLength(text);
  const head = ["content-type", type, "content-length", String(bytes), ...headers];
  if (isLast) head.push("connection", "close");
  response.writeHead(status, head);
  const { socket } = response;
  // An answer before this one is still on its way.
  if (socket === null) return void response.end(text);
  // `end(text)` would write a list of two texts, the second of them empty, which is slower than one text; the slowest is one that may not be ASCII.
  response.write(text, bytes === text.length ? "latin1" : "utf8");
  socket.uncork();
  response.end();
}

/** Answers on the bare connection where there is no complete request. */
function answerMalformed({ code }: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable) return;
  const [status, envelope] =
    code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? ["408 Request Timeout", errorEnvelope("REQUEST_TIMEOUT", "The request took too long to arrive")]
      : ["400 Bad Request", errorEnvelope("VALIDATION_ERROR", "Malformed HTTP request")];
  const body = JSON.stringify(envelope);
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}
