import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ownHosts } from "../../domain/loopback.ts";
import type { Msat } from "../../domain/money.ts";
import type { LightningNode } from "../core/node.ts";
import type { PaymentStatus, PaymentUpdate } from "../core/payment-update.ts";
import { BadRequest, errorLine, grpc, messages, readSendRequest, readTrackedHash, updateLine } from "./lnd-json.ts";

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

const SEND_PATH = "/v2/router/send";
const TRACK_PATH = /^\/v2\/router\/track\/([^/]*)$/;

/**
 * Serves a node over LND's REST interface, by default on any free port of the loopback. A caller disconnects by closing its connection.
 * Rejects when the port is taken, with the system's error (`EADDRINUSE`).
 */
export async function startNodeServer(
  node: LightningNode,
  { host = "127.0.0.1", port: wantedPort = 0 }: { readonly host?: string; readonly port?: number } = {},
) {
  let isClosing = false;
  const isOwnHost = ownHosts(host);
  const server = createServer(timeouts, (request, response) => {
    const [path = "", query = ""] = (request.url ?? "").split("?", 2);
    const hash = TRACK_PATH.exec(path)?.[1];
    if (!isLocal(request, isOwnHost)) refuse(response, grpc.permissionDenied, FOREIGN);
    else if (request.method === "POST" && path === SEND_PATH)
      whenRead(request, response, (body) => send(node, body, response, () => isClosing));
    else if (request.method === "GET" && hash !== undefined)
      orError(response, () => track(node, readTrackedHash(hash), query, response));
    else refuse(response, grpc.notFound, "Not Found");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen({ host, port: wantedPort, backlog: BACKLOG }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    /** Without a trailing slash. */
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    /** Destroys every connection and stops listening. The node does not take this for a disconnect. */
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

/** Ignores the content type, as grpc-gateway does. */
function whenRead(request: IncomingMessage, response: ServerResponse, then: (body: string) => void): void {
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

/** Answers errors as LND does; a bug comes with its stack. */
function orError(response: ServerResponse, work: () => void): void {
  try {
    work();
  } catch (error) {
    // An update has gone out already, so all that is left is to break the connection.
    if (response.headersSent) return void response.destroy();
    if (error instanceof BadRequest) return refuse(response, grpc.invalidArgument, error.message);
    refuse(response, grpc.internal, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

function send(node: LightningNode, body: string, response: ServerResponse, isClosing: () => boolean): void {
  const { payment, noInflightUpdates, timeoutSeconds } = readSendRequest(body);
  const caller = updateWriter(response, payment.paymentHash, payment.amountMsat, noInflightUpdates);
  const result = node.pay(payment, caller, { timeoutMs: timeoutSeconds * 1_000 });
  if (result.kind === "rejected") return refuse(response, grpc.alreadyExists, messages[result.reason]);
  response.on("close", () => {
    // Also emitted after a complete answer; then the payment has ended, and the node ignores it.
    if (!isClosing()) result.disconnect();
  });
  // The caller may have left while its request was being read.
  if (response.destroyed) result.disconnect();
}

function track(node: LightningNode, paymentHash: string, query: string, response: ServerResponse): void {
  const payment = node.track(paymentHash);
  if (payment === undefined) return refuse(response, grpc.notFound, messages.absent);
  const { amountMsat } = payment;
  // For a payment that has ended there is nothing but its end to report.
  if (payment.kind !== "in-flight") return endWith(response, 200, updateLine(paymentHash, amountMsat, payment));
  const endOnly = new URLSearchParams(query).get("no_inflight_updates") === "true";
  const write = updateWriter(response, paymentHash, amountMsat, endOnly);
  const stop = node.watch(paymentHash, write);
  response.on("close", stop);
  write(payment);
}

/** Writes the updates of one payment. Where the end is the first update, "in flight" leaves with it, because it starts the caller's timeout. */
function updateWriter(
  response: ServerResponse,
  paymentHash: string,
  amountMsat: Msat,
  endOnly: boolean,
): (update: PaymentUpdate) => void {
  const line = (update: PaymentStatus) => updateLine(paymentHash, amountMsat, update);
  return (update) => {
    // A closing server disconnects callers that the node still considers connected.
    if (response.destroyed) return;
    switch (update.kind) {
      case "in-flight":
        if (!endOnly) response.writeHead(200, jsonHeaders).write(line(update));
        return;
      case "settled":
      case "failed":
        if (response.headersSent) return void response.end(line(update));
        return endWith(response, 200, endOnly ? line(update) : line({ kind: "in-flight" }) + line(update));
      case "reset":
        return void response.socket?.resetAndDestroy();
    }
  };
}

const jsonHeaders = ["content-type", "application/json"];

function refuse(
  response: ServerResponse,
  error: { readonly code: number; readonly httpStatus: number },
  message: string,
): void {
  endWith(response, error.httpStatus, errorLine(error.code, message));
}

/** A complete answer at once, unless the caller has left. The length is given, so that it leaves in one write. */
function endWith(response: ServerResponse, httpStatus: number, text: string): void {
  if (response.destroyed) return;
  response.writeHead(httpStatus, [...jsonHeaders, "content-length", String(Buffer.byteLength(text))]).end(text);
}
