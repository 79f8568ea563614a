import type { FastifyInstance } from "fastify";
import { ownHosts } from "../domain/loopback.ts";
import { RequestError } from "./envelope.ts";

/**
 * Lets in only what was meant for this server. Everything else comes out of a browser: from a page that made its own name lead here, or
 * that sends its requests across origins, which a browser lets it do although it hides the answer. Neither may reset the ledger of whoever
 * has such a page open. Programs send no `origin`, and the name by which they reached us.
 */
export function checkHostAndOrigin(app: FastifyInstance, listensOn: string): void {
  const isOwn = ownHosts(listensOn);
  app.addHook("onRequest", (request, _reply, done) => {
    const { host, origin } = request.headers;
    // HTTP/1.0 knows no host; a browser always sends one.
    if (host !== undefined && !isOwn(host)) return done(misdirected(host, listensOn));
    if (origin !== undefined && !isOwnOrigin(origin, isOwn)) return done(foreign(origin));
    done();
  });
}

/** An origin is a scheme and a host, or the word "null" where a browser will not say. */
function isOwnOrigin(origin: string, isOwn: (host: string) => boolean): boolean {
  const host = /^https?:\/\/(.+)$/.exec(origin)?.[1];
  return host !== undefined && isOwn(host);
}

function misdirected(host: string, listensOn: string): RequestError {
  const text = `This request is for ${JSON.stringify(host)}, and this is a server on ${listensOn}: call it by that address, or by localhost`;
  return new RequestError("MISDIRECTED_REQUEST", text);
}

function foreign(origin: string): RequestError {
  const text = `Pages from ${JSON.stringify(origin)} may not call this API: only pages on this machine may`;
  return new RequestError("FOREIGN_ORIGIN", text);
}
