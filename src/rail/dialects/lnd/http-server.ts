import type { Reply } from "../../../http/front.ts";
import type { ListeningDialect, ListenOptions } from "../dialect.ts";
import { type Call, FOREIGN, openHttpPort } from "../http-port.ts";
import type { Answer, HangUp } from "./answer.ts";
import { type GrpcStatus, grpc, type LndError, lndErrorOf } from "./errors.ts";

/** One request and what answers it. */
export interface Exchange extends Pick<Call, "request" | "body" | "reply"> {
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
  return openHttpPort(options, ({ request, body, reply, isFromHere }) => {
    if (!isFromHere) return refuse(reply, grpc.permissionDenied, FOREIGN);
    orError(reply, () =>
      serve({
        request,
        body,
        reply,
        answer: (spell) => httpAnswer(reply, spell),
        onHangUp: (hangUp) =>
          reply.whenOver((left) => {
            if (left) hangUp();
          }),
      }),
    );
  });
}

/** The body, whatever its content type, as grpc-gateway reads it. Where it is too large, that is answered. */
export function withBody({ reply, body }: Exchange, then: (body: string) => void): void {
  if (body === undefined) refuse(reply, grpc.invalidArgument, "Request body is too large");
  else then(body);
}

/** Answers errors as LND does. */
function orError(reply: Reply, work: () => void): void {
  try {
    work();
  } catch (thrown) {
    fail(reply, lndErrorOf(thrown));
  }
}

function fail(reply: Reply, { status, message }: LndError): void {
  // An update has gone out already, so all that is left is to break the connection.
  if (reply.hasBegun) reply.destroy();
  else refuse(reply, status, message);
}

const JSON_TYPE = "application/json";

function httpAnswer<Message>(reply: Reply, spell: (message: Message) => string): Answer<Message> {
  return {
    write: (message) => reply.write(JSON_TYPE, spell(message)),
    end(...messages) {
      const text =
        messages.length === 1 && messages[0] !== undefined ? spell(messages[0]) : messages.map(spell).join("");
      if (reply.hasBegun) reply.end(text);
      else endWith(reply, 200, text);
    },
    reset: () => reply.reset(),
    fail: (error) => fail(reply, error),
  };
}

/** Refuses a request as a stream of LND does. */
export function refuse(reply: Reply, { code, httpStatus }: GrpcStatus, message: string): void {
  endWith(reply, httpStatus, errorLine(code, message));
}

/** An error as a line. */
export function errorLine(code: number, message: string): string {
  return `${JSON.stringify({ error: { code, message, details: [] } })}\n`;
}

/** A complete answer at once, unless the caller has left. */
export function endWith(reply: Reply, httpStatus: number, text: string): void {
  reply.send(httpStatus, JSON_TYPE, text);
}
