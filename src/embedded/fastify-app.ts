import type { Socket } from "node:net";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { errorEnvelope, RequestError, sendError } from "./envelope.ts";
import { BODY_LIMIT_BYTES, errorResponseOf } from "./error-response.ts";
import { checkHostAndOrigin } from "./origin-check.ts";

/** The longest project id, with each of its characters percent-encoded as four bytes. */
const MAX_PARAMETER = 4_096;

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

/** A server without routes that answers every error in the envelope of the contract, its own bugs included. */
export function createApp({
  host,
  onBug,
  onStorageFailure,
  arrivalLimitMs = ARRIVAL_LIMIT_MS,
}: AppOptions): FastifyInstance {
  const app = fastify({
    http: { headersTimeout: arrivalLimitMs / 2, connectionsCheckingInterval: arrivalLimitMs / 20 },
    requestTimeout: arrivalLimitMs,
    bodyLimit: BODY_LIMIT_BYTES,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    // Errors from before a route was found, such as an address that cannot be decoded.
    frameworkErrors: (error, _request, reply) => {
      const { code, message } = errorResponseOf(error, true);
      return sendError(reply, code, message);
    },
    clientErrorHandler: answerMalformed,
    // No route has a schema. What would compile one takes longer to load than all else that listens.
    schemaController: { compilersFactory: { buildValidator: compileNothing, buildSerializer: compileNothing } },
  });
  checkHostAndOrigin(app, host);
  acceptJsonOnly(app);
  app.setErrorHandler<FastifyError | RequestError>((error, request, reply) => {
    const { code, message, data, storageFailure, isBug } = errorResponseOf(error, request.method === "GET");
    if (isBug === true) onBug(error);
    if (storageFailure !== undefined) onStorageFailure(storageFailure);
    return sendError(reply, code, message, data);
  });
  app.setNotFoundHandler((request, reply) =>
    sendError(reply, "NOT_FOUND", `No such endpoint: ${request.method} ${request.url.split("?")[0]}`),
  );
  return app;
}

function compileNothing(): never {
  throw new Error("a route of the embedded API has no schema");
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

/** Fastify's own JSON parser also refuses an empty body, which many clients send with DELETE. */
function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (_request, body, done) => {
    let value: unknown;
    try {
      value = body.trim() === "" ? undefined : JSON.parse(body);
    } catch {
      return done(new RequestError("VALIDATION_ERROR", "The body is not valid JSON"));
    }
    done(null, value);
  });
}
