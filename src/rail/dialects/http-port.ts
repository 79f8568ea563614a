import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Server, Socket } from "node:net";
import { isFromHere, ownHosts } from "../../domain/loopback.ts";
import { bodyOf } from "../../http/body.ts";
import { addFront, type Reply } from "../../http/front.ts";
import { listenOn, SERVER_KEEP_ALIVE_MS } from "../../http/listen.ts";
import { nodeReply } from "../../http/node-reply.ts";
import type { ArrivedRequest } from "../../http/ordinary-request.ts";
import type { ListeningDialect, ListenOptions } from "./dialect.ts";

/** The longest request is an invoice with a description; this leaves room for a long one. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** How long a request may take to arrive, so that idle callers do not keep others out. */
const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: SERVER_KEEP_ALIVE_MS,
};

/** What a web page is told. */
export const FOREIGN =
  "this node only takes requests from programs on this machine, sent to localhost or to its address";

/** One request that has arrived completely, and its answer. */
export interface Call {
  readonly request: Omit<ArrivedRequest, "body">;
  /** Undefined where it is too large. */
  readonly body: string | undefined;
  readonly reply: Reply;
  /** False for a request that a web page made a browser send: it must not pay. */
  readonly isFromHere: boolean;
}

/**
 * Listens for requests over HTTP or HTTPS, by default on any free port of the loopback. Rejects when the port is taken, with the system's error
 * (`EADDRINUSE`).
 */
export async function openHttpPort(
  { host = "127.0.0.1", port: wantedPort = 0, tls }: ListenOptions,
  serve: (call: Call) => void,
): Promise<ListeningDialect> {
  let isClosing = false;
  const isOwnHost = ownHosts(host);
  const isHere = ({ headers }: Pick<ArrivedRequest, "headers">) => isFromHere(hostAndOrigin(headers), isOwnHost);
  const onRequest = (incoming: IncomingMessage, response: ServerResponse) => {
    const reply = nodeReply(response, { reset, isClosing: () => isClosing });
    const { method = "", url = "", headers } = incoming;
    const request = { method, url, headers };
    void bodyOf(incoming, BODY_LIMIT_BYTES).then((body) =>
      serve({ request, body, reply, isFromHere: isHere(request) }),
    );
  };
  const server =
    tls === undefined
      ? createServer(timeouts, onRequest)
      : createTlsServer({ ...timeouts, cert: tls.cert, key: tls.key }, onRequest);
  const reset = tls === undefined ? resetPlain : resetBelowTls(server);
  const front =
    tls === undefined
      ? addFront(
          server,
          // What comes in one piece is never larger than the limit.
          (request, reply) => serve({ request, body: request.body, reply, isFromHere: isHere(request) }),
          { keepAliveMs: timeouts.keepAliveTimeout },
        )
      : undefined;
  const port = await listenOn(server, host, wantedPort);
  return {
    url: `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    async close() {
      isClosing = true;
      front?.closeAll();
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
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

function hostAndOrigin({ host, origin }: ArrivedRequest["headers"]) {
  return { host: host?.toString(), origin: origin?.toString() };
}
