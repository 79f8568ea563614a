import type { Socket } from "node:net";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { errorEnvelope, errorStatus, RequestError, sendError } from "./envelope.ts";
import { BODY_LIMIT_BYTES, errorResponseOf } from "./error-response.ts";
import { checkHostAndOrigin } from "./origin-check.ts";

/** The longest project id, with each of its characters percent-encoded as four bytes. */
const MAX_PARAMETER = 4_096;

const ARRIVAL_LIMIT_MS = 20_000;

/** Who is told of what the caller is not told, or not told in full. */
export interface AppOptions {
  /** The address it is to listen on. */
  readonly host: string;
  /** Of an error that is a bug of ours. */
  readonly onBug: (error: unknown) => void;
  /** Of trouble that the machine has, in one line. */
  readonly onStorageFailure: (message: string) => void;
  /**
   * How long a request may take to arrive as a whole, and half of it for its headers; 20 s unless told otherwise. Until then a connection
   * costs a place, so that a few hundred of them, each sending a byte now and then, would keep everybody else out. How long the answer
   * takes is not limited by it.
   */
  readonly arrivalLimitMs?: number | undefined;
}

/**
 * A server without routes, whose every answer has the envelope of the contract: what it does not understand, what is too large,
 * what it does not offer, and its own bugs, of which the caller is told nothing but that there was one.
 */
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
    clientErrorHandler: answerUnreadable,
  });
  checkHostAndOrigin(app, host);
  acceptJsonOnly(app);
  app.setErrorHandler<FastifyError | RequestError>((error, request, reply) => {
    const { code, message, data, trouble, isBug } = errorResponseOf(error, request.method === "GET");
    if (isBug === true) onBug(error);
    if (trouble !== undefined) onStorageFailure(trouble);
    return sendError(reply, code, message, data);
  });
  app.setNotFoundHandler((request, reply) =>
    sendError(reply, "NOT_FOUND", `There is no call ${request.method} ${request.url.split("?")[0]}`),
  );
  return app;
}

/** What is no HTTP, or does not come to its end, has no request that could be answered: only a connection. */
function answerUnreadable({ code: cause }: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable) return;
  const isLate = cause === "ERR_HTTP_REQUEST_TIMEOUT";
  const code = isLate ? "REQUEST_TIMEOUT" : "VALIDATION_ERROR";
  const message = isLate ? "The request took too long to arrive" : "This is not an HTTP request that can be read";
  const body = JSON.stringify(errorEnvelope(code, message));
  const status = `${errorStatus[code]} ${isLate ? "Request Timeout" : "Bad Request"}`;
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** Fastify's own JSON parser also refuses an empty body, which many clients send with DELETE. */
function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (_request, body, done) => {
    const json = body.trim() === "" ? { value: undefined } : parsed(body);
    if (json === undefined) done(new RequestError("VALIDATION_ERROR", "The body is not valid JSON"));
    else done(null, json.value);
  });
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
