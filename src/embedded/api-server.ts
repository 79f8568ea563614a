import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { addFront } from "../http/front.ts";
import { listenOn, SERVER_KEEP_ALIVE_MS } from "../http/listen.ts";
import type { ArrivedRequest } from "../http/ordinary-request.ts";
import { type Answer, errorAnswer, errorEnvelope, errorStatus, RequestError } from "./envelope.ts";
import { errorResponseOf } from "./error-response.ts";
import { hostAndOriginCheck } from "./origin-check.ts";
import { hasJson, jsonOf, restOf } from "./request-body.ts";
import { type Found, Router, type Routes } from "./router.ts";

const ARRIVAL_LIMIT_MS = 20_000;

/** How the server is set up. */
export interface AppOptions {
  /** The address to listen on. */
  readonly host: string;
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
  /** Breaks off the connections that wait for a request. */
  closeIdle(): void;
  /** Breaks off every connection. */
  closeAll(): void;
}

/** A server without routes that answers every error in the envelope of the contract, its own bugs included. */
export function createApp(options: AppOptions): App {
  const router = new Router();
  let isClosing = false;
  const answerTo = answering(options, router, () => isClosing);
  const server = nodeServer(answerTo, () => isClosing, options.arrivalLimitMs);
  const front = addFront(
    server,
    (request, reply) =>
      void answerTo(request, request.body).then(({ status, type, text, headers }) =>
        reply.send(status, type, text, headers),
      ),
    { keepAliveMs: SERVER_KEEP_ALIVE_MS },
  );
  return {
    server,
    add: (name, handler) => router.add(name, handler),
    listen: (port) => listenOn(server, options.host, port),
    async close() {
      isClosing = true;
      front.closeIdle();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
    closeIdle() {
      front.closeIdle();
      server.closeIdleConnections();
    },
    closeAll() {
      front.closeAll();
      server.closeAllConnections();
    },
  };
}

/** Answers a request whose head has come, and whose body has, or is still to be read. Never rejects. */
type AnswerTo = (head: Omit<ArrivedRequest, "body">, body: string | (() => Promise<string>)) => Promise<Answer>;

function answering(options: AppOptions, router: Router, isClosing: () => boolean): AnswerTo {
  const check = hostAndOriginCheck(options.host);
  return async ({ method, url, headers }, body) => {
    try {
      if (isClosing()) throw new RequestError("SHUTTING_DOWN", "The API is shutting down: nothing was done");
      check(headers);
      const { handler, id, query } = findRoute(router, method, url);
      if (method === "GET" || !hasJson(headers)) return await handler({ id, query, body: undefined });
      return await handler({ id, query, body: jsonOf(typeof body === "string" ? body : await body()) });
    } catch (error) {
      return failureAnswer(error, method === "GET", options);
    }
  };
}

interface NodeExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers whatever comes, if nothing takes it before. */
function nodeServer(answerTo: AnswerTo, isClosing: () => boolean, arrivalLimitMs = ARRIVAL_LIMIT_MS): Server {
  /** By connection, whatever has no answer yet. */
  const waiting = new WeakMap<Duplex, readonly NodeExchange[]>();
  const timeouts = { headersTimeout: arrivalLimitMs / 2, requestTimeout: arrivalLimitMs };
  const server = createServer(
    { ...timeouts, connectionsCheckingInterval: arrivalLimitMs / 20, keepAliveTimeout: SERVER_KEEP_ALIVE_MS },
    (request, response) => {
      const before = waiting.get(request.socket) ?? [];
      waiting.set(request.socket, [...before.filter((each) => !isAnswered(each)), { request, response }]);
      const { method = "", url = "", headers } = request;
      void answerTo({ method, url, headers }, () => restOf(request)).then((answer) =>
        send(response, answer, isClosing() || answer.status === errorStatus.PAYLOAD_TOO_LARGE),
      );
    },
  );
  return server.on("clientError", (error, socket) => {
    const isUnderWay = waiting.get(socket)?.some((each) => each.request.complete && !isAnswered(each)) ?? false;
    // What is said now would be taken for the answer to that, which may pay.
    if (isUnderWay) socket.destroy();
    else answerMalformed(error, socket);
  });
}

function isAnswered({ response }: NodeExchange): boolean {
  return response.writableFinished;
}

function findRoute(router: Router, method: string, url: string): Found {
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

/** Answers, unless the caller has left. `isLast`: the connection ends with it, as what follows is not read. */
function send(response: ServerResponse, { status, type, text, headers = [] }: Answer, isLast: boolean): void {
  if (response.destroyed) return;
  const head = ["content-type", type, "content-length", String(Buffer.byteLength(text)), ...headers];
  if (isLast) head.push("connection", "close");
  response.writeHead(status, head).end(text);
}

/** Answers on the bare connection where there is no complete request. */
function answerMalformed({ code }: Error & { readonly code?: string }, socket: Duplex): void {
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
