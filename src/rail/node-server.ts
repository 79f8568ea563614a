import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { ownHosts } from "../domain/loopback.ts";
import {
  BadRequest,
  errorLine,
  grpc,
  messages,
  readSendRequest,
  readTrackedHash,
  type TellingUpdate,
  updateLine,
  updateOf,
} from "./lnd-json.ts";
import type { LightningNode } from "./node.ts";
import type { PaymentUpdate } from "./payment-update.ts";

/**
 * The node behind LND's REST shape: `POST /v2/router/send` and `GET /v2/router/track/{payment_hash}`. The caller hangs up by closing its
 * connection; answers are written past fastify, in one piece where that is possible, because everything a run does goes through here.
 */
export interface NodeServer {
  /** The address, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Destroys every connection and stops listening. The node takes this for no hang-up. */
  close(): Promise<void>;
}

/** Where to listen. */
export interface NodeServerOptions {
  /** The loopback unless told otherwise. */
  readonly host?: string;
  /** A free one unless told otherwise. */
  readonly port?: number;
}

/** A send request takes about 400 bytes; a long gamertag is welcome. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** How many callers may be waiting to be let in: as many as a phase may have at once, so that none is turned away for a second. */
const BACKLOG = 4096;

/**
 * How long a request may take to arrive, so that callers who never say what they want do not keep others out. A payment that is held has
 * arrived, and may be held for ever.
 */
const patience = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 72_000,
};

/** A server that listens already, and answers as soon as it is ready. */
export interface OpeningServer extends NodeServer {
  readonly ready: Promise<void>;
}

/** Starts serving a node. Rejects when the port is taken, with the system's error (`EADDRINUSE`). */
export async function startNodeServer(node: LightningNode, options: NodeServerOptions = {}): Promise<NodeServer> {
  const server = await openNodeServer(node, options);
  await server.ready;
  return server;
}

/**
 * The same in two steps, because loading and building the server takes a fifth of the time of a small run: its address is known first, so
 * that whoever pays here can be started meanwhile. Requests before it is ready would wait for ever.
 */
export async function openNodeServer(node: LightningNode, options: NodeServerOptions = {}): Promise<OpeningServer> {
  const http = createServer(patience);
  const host = options.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject).listen({ host, port: options.port ?? 0, backlog: BACKLOG }, () => {
      http.off("error", reject);
      resolve();
    });
  });
  const closing = { begun: false };
  const { port } = http.address() as AddressInfo;
  const building = serve(http, node, host, closing);
  const ready = building.then(() => {});
  // Whoever waits for it is told why it failed; until then nobody listens.
  ready.catch(() => {});
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    ready,
    async close() {
      closing.begun = true;
      http.closeAllConnections();
      await new Promise<void>((resolve) => void http.close(() => resolve()));
      await building.then(
        (app) => app.close(),
        () => {},
      );
    },
  };
}

/** Puts the calls behind a server that listens. */
async function serve(
  http: Server,
  node: LightningNode,
  host: string,
  closing: { readonly begun: boolean },
): Promise<FastifyInstance> {
  const { default: fastify } = await import("fastify");
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    exposeHeadRoutes: false,
    serverFactory: (handler) => http.on("request", handler),
  });
  refuseStrangers(app, host);
  acceptAnyContentType(app);
  answerErrorsLikeLnd(app);
  offerSend(app, node, closing);
  offerTrack(app, node);
  await app.ready();
  return app;
}

/** What a page on the web makes a browser send under the page's own name, or across origins, pays nothing. */
function refuseStrangers(app: FastifyInstance, listensOn: string): void {
  const isOwn = ownHosts(listensOn);
  app.addHook("onRequest", (request, reply, done) => {
    const { host, origin } = request.headers;
    if (origin === undefined && (host === undefined || isOwn(host))) return done();
    const { code, httpStatus } = grpc.permissionDenied;
    const message = "this node only takes requests from programs on this machine, sent to localhost or to its address";
    reply.code(httpStatus).type("application/json").send(errorLine(code, message));
  });
}

/** Like grpc-gateway, which reads JSON whatever the content type says: `curl -d` says that it sends a form. */
function acceptAnyContentType(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
}

function answerErrorsLikeLnd(app: FastifyInstance): void {
  app.setErrorHandler((error: Error & { readonly statusCode?: number }, _request, reply) => {
    const isCallers = error instanceof BadRequest || (error.statusCode ?? 500) < 500;
    const { code, httpStatus } = isCallers ? grpc.invalidArgument : grpc.internal;
    const message = isCallers ? error.message : (error.stack ?? error.message);
    return reply.code(httpStatus).type("application/json").send(errorLine(code, message));
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(grpc.notFound.httpStatus).type("application/json").send(errorLine(grpc.notFound.code, "Not Found")),
  );
}

function offerSend(app: FastifyInstance, node: LightningNode, closing: { readonly begun: boolean }): void {
  app.post("/v2/router/send", (request, reply) => {
    const asked = readSendRequest(typeof request.body === "string" ? request.body : "");
    const { payment } = asked;
    const { raw } = reply;
    const caller = updateWriter(raw, payment.paymentHash, payment.amountSats, asked.noInflightUpdates);
    const result = node.pay(payment, caller, asked.timeoutSeconds * 1_000);
    // Not before the node has agreed: fastify has no answer to a bug once a reply is out of its hands.
    reply.hijack();
    if (result.kind === "rejected") return refuse(raw, grpc.alreadyExists, messages[result.reason]);
    raw.on("close", () => {
      // Also emitted after a whole answer; the node knows that the payment has ended and takes that for no hang-up.
      if (!closing.begun) result.hangUp();
    });
    // The caller may have gone already while its request was being read.
    if (raw.destroyed) result.hangUp();
  });
}

function offerTrack(app: FastifyInstance, node: LightningNode): void {
  interface Track {
    readonly Params: { readonly hash: string };
    readonly Querystring: Readonly<Record<string, unknown>>;
  }
  app.get<Track>("/v2/router/track/:hash", (request, reply) => {
    const paymentHash = readTrackedHash(request.params.hash);
    const payment = node.track(paymentHash);
    const { raw } = reply.hijack();
    if (payment === undefined) return refuse(raw, grpc.notFound, messages.absent);
    const update = updateOf(payment);
    // A payment that has ended is told by its end alone.
    if (update.kind !== "in-flight") return endWith(raw, 200, updateLine(paymentHash, payment.amountSats, update));
    const endOnly = request.query.no_inflight_updates === "true";
    const write = updateWriter(raw, paymentHash, payment.amountSats, endOnly);
    const stop = node.watch(paymentHash, (ended) => write(updateOf(ended)));
    raw.on("close", stop);
    write(update);
  });
}

/**
 * Writes the updates of one payment. Where the end is the first that is heard, "in flight" and the end leave together in one write:
 * the caller's patience begins with the first update it reads, so nothing may come between these two.
 */
function updateWriter(
  raw: ServerResponse,
  paymentHash: string,
  amountSats: number,
  endOnly: boolean,
): (update: PaymentUpdate) => void {
  const line = (update: TellingUpdate) => updateLine(paymentHash, amountSats, update);
  return (update) => {
    // Closing the server cuts callers off that the node still believes in.
    if (raw.destroyed) return;
    switch (update.kind) {
      case "in-flight":
        if (!endOnly) raw.writeHead(200, jsonHeaders).write(line(update));
        return;
      case "settled":
      case "failed":
        if (raw.headersSent) return void raw.end(line(update));
        return endWith(raw, 200, endOnly ? line(update) : line({ kind: "in-flight" }) + line(update));
      case "reset":
        return void raw.socket?.resetAndDestroy();
    }
  };
}

const jsonHeaders = ["content-type", "application/json"];

function refuse(
  raw: ServerResponse,
  error: { readonly code: number; readonly httpStatus: number },
  message: string,
): void {
  endWith(raw, error.httpStatus, errorLine(error.code, message));
}

/** A whole answer at once. The length is given, so that it leaves in one write. */
function endWith(raw: ServerResponse, httpStatus: number, text: string): void {
  raw.writeHead(httpStatus, [...jsonHeaders, "content-length", String(Buffer.byteLength(text))]).end(text);
}
