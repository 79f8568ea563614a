import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import { ownHosts } from "../../../domain/loopback.ts";
import type { ListeningDialect, ListenOptions } from "../dialect.ts";
import type { Answer, HangUp } from "./answer.ts";
import { type GrpcStatus, grpc, lndErrorOf } from "./errors.ts";

/** A send request takes about 400 bytes; this leaves room for a long gamertag. */
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

/** One request and what answers it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** An answer whose messages are spelled like this. */
  answer<Message>(spell: (message: Message) => string): Answer<Message>;
  /** Calls `hangUp` when the caller has left, unless the server is closing. */
  onHangUp(hangUp: HangUp): void;
}

/**
 * Serves the requests of programs on this machine, by default on any free port of the loopback. A caller disconnects by closing its connection.
 * Rejects when the port is taken, with the system's error (`EADDRINUSE`).
 */
export async function listenHttp(
  { host = "127.0.0.1", port: wantedPort = 0, tls }: ListenOptions,
  serve: (exchange: Exchange) => void,
): Promise<ListeningDialect> {
  let isClosing = false;
  const isOwnHost = ownHosts(host);
  const listener: RequestListener = (request, response) => {
    if (!isLocal(request, isOwnHost)) return refuse(response, grpc.permissionDenied, FOREIGN);
    orError(response, () =>
      serve({
        request,
        response,
        answer: (spell) => httpAnswer(response, spell, resets),
        onHangUp: (hangUp) => whenLeft(response, () => isClosing || hangUp()),
      }),
    );
  };
  const server =
    tls === undefined ? createServer(timeouts, listener) : createTlsServer({ ...timeouts, ...tls }, listener);
  const resets = tls === undefined ? resetPlain : resetBelowTls(server);
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

const FOREIGN = "this node only takes requests from programs on this machine, sent to localhost or to its address";

/** False for a request that a web page made a browser send, under the page's own name or across origins: it must not pay. */
function isLocal({ headers: { host, origin } }: IncomingMessage, isOwnHost: (host: string) => boolean): boolean {
  return origin === undefined && (host === undefined || isOwnHost(host));
}

type Reset = (response: ServerResponse) => void;

const resetPlain: Reset = ({ socket }) => void socket?.resetAndDestroy();

/** Only the socket below TLS can be reset; both have the same port at the other end. */
function resetBelowTls(server: Server): Reset {
  const sockets = new Map<number | undefined, Socket>();
  server.on("connection", (socket: Socket) => {
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.once("close", () => sockets.delete(remotePort));
  });
  return ({ socket }) => {
    sockets.get(socket?.remotePort)?.resetAndDestroy();
    socket?.destroy();
  };
}

/** Also called after a complete answer; then the payment has ended, and the node ignores it. */
function whenLeft(response: ServerResponse, left: () => void): void {
  response.on("close", left);
  // The caller may have left while its request was being read.
  if (response.destroyed) left();
}

/** Reads the body, whatever its content type, as grpc-gateway does. */
export function whenRead({ request, response }: Exchange, then: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
  });
  request.on("end", () => {
    if (bytes > BODY_LIMIT_BYTES) refuse(response, grpc.invalidArgument, "Request body is too large");
    else orError(response, () => then(Buffer.concat(chunks).toString("utf8")));
  });
}

/** Answers errors as LND does. */
function orError(response: ServerResponse, work: () => void): void {
  try {
    work();
  } catch (thrown) {
    // An update has gone out already, so all that is left is to break the connection.
    if (response.headersSent) return void response.destroy();
    const { status, message } = lndErrorOf(thrown);
    refuse(response, status, message);
  }
}

const jsonHeaders = ["content-type", "application/json"];

function httpAnswer<Message>(
  response: ServerResponse,
  spell: (message: Message) => string,
  reset: Reset,
): Answer<Message> {
  return {
    write(message) {
      // A closing server disconnects callers that the node still considers connected.
      if (response.destroyed) return;
      if (!response.headersSent) response.writeHead(200, jsonHeaders);
      response.write(spell(message));
    },
    end(...messages) {
      const text =
        messages.length === 1 && messages[0] !== undefined ? spell(messages[0]) : messages.map(spell).join("");
      if (response.headersSent) return void response.end(text);
      endWith(response, 200, text);
    },
    reset: () => reset(response),
  };
}

/** Refuses a request as a stream of LND does. */
export function refuse(response: ServerResponse, { code, httpStatus }: GrpcStatus, message: string): void {
  endWith(response, httpStatus, errorLine(code, message));
}

/** An error as a line. */
export function errorLine(code: number, message: string): string {
  return `${JSON.stringify({ error: { code, message, details: [] } })}\n`;
}

/** A complete answer at once, unless the caller has left. The length is given, so that it leaves in one write. */
export function endWith(response: ServerResponse, httpStatus: number, text: string): void {
  if (response.destroyed) return;
  response.writeHead(httpStatus, [...jsonHeaders, "content-length", String(Buffer.byteLength(text))]).end(text);
}
