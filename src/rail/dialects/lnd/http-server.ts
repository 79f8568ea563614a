import type { IncomingMessage, ServerResponse } from "node:http";
import type { ListeningDialect, ListenOptions } from "../dialect.ts";
import { FOREIGN, openHttpPort, whenRead as whenBodyRead } from "../http-port.ts";
import type { Answer, HangUp } from "./answer.ts";
import { type GrpcStatus, grpc, type LndError, lndErrorOf } from "./errors.ts";

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
export function listenHttp(options: ListenOptions, serve: (exchange: Exchange) => void): Promise<ListeningDialect> {
  return openHttpPort(options, ({ request, response, isFromHere, reset, isClosing }) => {
    if (!isFromHere) return refuse(response, grpc.permissionDenied, FOREIGN);
    orError(response, () =>
      serve({
        request,
        response,
        answer: (spell) => httpAnswer(response, spell, reset),
        onHangUp: (hangUp) => whenLeft(response, () => isClosing() || hangUp()),
      }),
    );
  });
}

/** Also called after a complete answer; then the payment has ended, and the node ignores it. */
function whenLeft(response: ServerResponse, left: () => void): void {
  response.on("close", left);
  // The caller may have left while its request was being read.
  if (response.destroyed) left();
}

/** Reads the body, whatever its content type, as grpc-gateway does. */
export function whenRead({ request, response }: Exchange, then: (body: string) => void): void {
  whenBodyRead(request, (body) => {
    if (body === undefined) refuse(response, grpc.invalidArgument, "Request body is too large");
    else orError(response, () => then(body));
  });
}

/** Answers errors as LND does. */
function orError(response: ServerResponse, work: () => void): void {
  try {
    work();
  } catch (thrown) {
    fail(response, lndErrorOf(thrown));
  }
}

function fail(response: ServerResponse, { status, message }: LndError): void {
  // An update has gone out already, so all that is left is to break the connection.
  if (response.headersSent) response.destroy();
  else refuse(response, status, message);
}

const jsonHeaders = ["content-type", "application/json"];

function httpAnswer<Message>(
  response: ServerResponse,
  spell: (message: Message) => string,
  reset: () => void,
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
    reset,
    fail: (error) => fail(response, error),
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
