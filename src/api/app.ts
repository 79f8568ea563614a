import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { type ErrorCode, errorEnvelope, RequestError, sendError } from "./envelope.ts";

const BODY_LIMIT_BYTES = 65_536;
/** The longest project id, with each of its characters percent-encoded as four bytes. */
const MAX_PARAMETER = 4_096;

/**
 * A server without routes, whose every answer has the envelope of the contract: what it does not understand, what is too large,
 * what it does not offer, and its own bugs, of which the caller is told nothing but that there was one.
 */
export function createApp(onBug: (error: unknown) => void): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    // Errors from before a route was found, such as an address that cannot be decoded.
    frameworkErrors: (error, _request, reply) => sendError(reply, codeOf(error), messageOf(error)),
    clientErrorHandler(_error, socket) {
      if (!socket.writable) return;
      const body = JSON.stringify(errorEnvelope("VALIDATION_ERROR", "This is not an HTTP request that can be read"));
      socket.end(
        `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
    },
  });
  acceptJsonOnly(app);
  app.setErrorHandler<FastifyError | RequestError>((error, _request, reply) => {
    const code = codeOf(error);
    if (code === "INTERNAL_ERROR") onBug(error);
    return sendError(reply, code, messageOf(error));
  });
  app.setNotFoundHandler((request, reply) =>
    sendError(reply, "NOT_FOUND", `There is no call ${request.method} ${request.url.split("?")[0]}`),
  );
  return app;
}

/** Fastify refuses by throwing errors with a status of its own: what it says is the caller's fault becomes ours by status. */
function codeOf(error: Error & { readonly statusCode?: number }): ErrorCode {
  if (error instanceof RequestError) return error.code;
  const status = error.statusCode ?? 500;
  if (status === 413) return "PAYLOAD_TOO_LARGE";
  return status >= 400 && status < 500 ? "VALIDATION_ERROR" : "INTERNAL_ERROR";
}

/** What Fastify's refusals mean in plain words; the rest say it themselves. */
const refusals: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "The body must be JSON, sent with the header content-type: application/json",
  FST_ERR_CTP_BODY_TOO_LARGE: `The body must not be larger than ${BODY_LIMIT_BYTES / 1024} KiB`,
  FST_ERR_BAD_URL: "The address cannot be decoded",
};

function messageOf(error: Error & { readonly code?: string }): string {
  if (codeOf(error) === "INTERNAL_ERROR") return "Something went wrong inside the API";
  return refusals[error.code ?? ""] ?? error.message;
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
