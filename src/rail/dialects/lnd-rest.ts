import type { LightningNode } from "../core/node.ts";
import type { PayOptions } from "../core/node-options.ts";
import { noCallbacks } from "../impossible-faults.ts";
import type { Dialect, ListeningDialect } from "./dialect.ts";
import { grpc, type LndError, lndErrorOf } from "./lnd/errors.ts";
import { bytes32, type Fields, parsedFields } from "./lnd/fields.ts";
import { type Exchange, endWith, listenHttp, refuse, withBody } from "./lnd/http-server.ts";
import { checkMacaroon } from "./lnd/macaroon.ts";
import { lndMethods, type Method } from "./lnd/methods.ts";
import { routed, unescaped } from "./lnd/rest-routes.ts";
import { readSendRequest } from "./lnd/send-request.ts";
import { send, track } from "./lnd/sending.ts";
import { updateLine } from "./lnd-json.ts";

/** LND's REST interface, as grpc-gateway makes it from the one in gRPC. */
export const lndRest: Dialect = {
  name: "lnd-rest",
  summary: "LND's REST API: a payment is a POST whose answer streams its updates",
  credential: "macaroon",
  tls: true,
  cannot: noCallbacks("LND has no webhooks, only a stream that a service may follow"),
  listen(core, options) {
    const methods = lndMethods(core);
    return listenHttp(options, (exchange) => {
      const { request, reply } = exchange;
      const found = routed(request.method, request.url);
      if (found === undefined)
        return endWith(reply, grpc.notFound.httpStatus, bareError(grpc.notFound.code, "Not Found"));
      const method = methods[found.method];
      const answer = (fields: Fields) => {
        checkMacaroon(request.headers["grpc-metadata-macaroon"]?.toString(), options.credential);
        perform(method, fields, exchange);
      };
      if (request.method === "GET") return orBareError(method, exchange, () => answer(found.fields));
      withBody(exchange, (body) =>
        orBareError(method, exchange, () => answer({ ...found.fields, ...parsedFields(body) })),
      );
    });
  },
};

function perform({ streams, call }: Method, fields: Fields, exchange: Exchange): void {
  const answer = exchange.answer<Fields>(streams ? resultLine : JSON.stringify);
  const fail = (error: LndError) => failBare(exchange, error);
  const hangUp = call(fields, streams ? answer : { ...answer, fail });
  if (hangUp !== undefined) exchange.onHangUp(hangUp);
}

/** Outside a stream, grpc-gateway answers with the bare error (`runtime/errors.go`, `DefaultHTTPErrorHandler`). */
function orBareError({ streams }: Method, { reply }: Exchange, work: () => void): void {
  if (streams) return work();
  try {
    work();
  } catch (thrown) {
    failBare({ reply }, lndErrorOf(thrown));
  }
}

function failBare({ reply }: Pick<Exchange, "reply">, { status, message }: LndError): void {
  endWith(reply, status.httpStatus, bareError(status.code, message));
}

function resultLine(message: Fields): string {
  return `${JSON.stringify({ result: message })}\n`;
}

function bareError(code: number, message: string): string {
  return JSON.stringify({ code, message, details: [] });
}

/** How such a node is served. */
interface NodeServerOptions extends Pick<PayOptions, "news"> {
  readonly host?: string;
  readonly port?: number;
}

/** The path for tracking a payment, with its hash and its query. */
const TRACK_PATH = /^\/v2\/router\/track\/([^/?]*)(?:\?(.*))?$/;

/**
 * Serves a node without a payee book over the two calls that pay by keysend, by default on any free port of the loopback. Updates say what
 * a payer needs, and are short: thousands of them are written in a second. LND has no webhooks; `news` stands for those of a hosted provider.
 * Rejects when the port is taken, with the system's error (`EADDRINUSE`).
 */
export function startNodeServer(
  node: LightningNode,
  { news, ...options }: NodeServerOptions = {},
): Promise<ListeningDialect> {
  return listenHttp(options, (exchange) => {
    const { method, url } = exchange.request;
    if (method === "POST" && (url === SEND_PATH || url.startsWith(`${SEND_PATH}?`)))
      return withBody(exchange, (body) => sendShort(node, body, exchange, news));
    const [, hash, query = ""] = (method === "GET" && TRACK_PATH.exec(url)) || [];
    if (hash === undefined) return refuse(exchange.reply, grpc.notFound, "Not Found");
    trackShort(node, hash, query, exchange);
  });
}

const SEND_PATH = "/v2/router/send";

function sendShort(node: LightningNode, body: string, exchange: Exchange, news: PayOptions["news"]): void {
  const request = readSendRequest(parsedFields(body));
  const { paymentHash, amountMsat } = request.payment;
  const answer = exchange.answer<string>(asItIs);
  const shape = (update: Parameters<typeof updateLine>[2]) => updateLine(paymentHash, amountMsat, update);
  exchange.onHangUp(send(node, request, shape, answer, { news }));
}

function trackShort(node: LightningNode, base64url: string, query: string, exchange: Exchange): void {
  const paymentHash = bytes32(unescaped(base64url, "payment_hash"), "payment_hash").toString("hex");
  const endOnly = new URLSearchParams(query).get("no_inflight_updates") === "true";
  const amountMsat = node.track(paymentHash)?.amountMsat ?? 0;
  const shape = (update: Parameters<typeof updateLine>[2]) => updateLine(paymentHash, amountMsat, update);
  const stop = track(node, paymentHash, endOnly, shape, exchange.answer<string>(asItIs));
  if (stop !== undefined) exchange.onHangUp(stop);
}

function asItIs(line: string): string {
  return line;
}
