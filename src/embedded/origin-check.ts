import type { FastifyInstance } from "fastify";
import { ownHosts } from "../domain/loopback.ts";
import { RequestError } from "./envelope.ts";

/**
 * Refuses requests that a web page made a browser send: by DNS rebinding, under the page's own host name, or across origins, which a browser
 * allows although it hides the answer. An open page must not be able to reset somebody's ledger. Programs send no `origin`, and the host by
 * which they reached us.
 */
export function checkHostAndOrigin(app: FastifyInstance, listensOn: string): void {
  const isOwn = ownHosts(listensOn);
  app.addHook("onRequest", (request, _reply, done) => {
    const { host, origin } = request.headers;
    // HTTP/1.0 has no host header; a browser always sends one.
    if (host !== undefined && !isOwn(host)) return done(misdirected(host, listensOn));
    if (origin !== undefined && !isOwnOrigin(origin, isOwn)) return done(foreign(origin));
    done();
  });
}

/** An origin is a scheme and a host, or "null" where the browser hides it. */
function isOwnOrigin(origin: string, isOwn: (host: string) => boolean): boolean {
  const host = /^https?:\/\/(.+)$/.exec(origin)?.[1];
  return host !== undefined && isOwn(host);
}

function misdirected(host: string, listensOn: string): RequestError {
  const text = `Unexpected host ${JSON.stringify(host)}: call this server at ${listensOn} or localhost`;
  return new RequestError("MISDIRECTED_REQUEST", text);
}

function foreign(origin: string): RequestError {
  const text = `Requests from the origin ${JSON.stringify(origin)} are not allowed: only pages on this machine may call this API`;
  return new RequestError("FOREIGN_ORIGIN", text);
}
