import { ownHosts } from "../domain/loopback.ts";
import type { Headers } from "../http/exchange.ts";
import { RequestError } from "./envelope.ts";

/**
 * Refuses requests that a web page made a browser send, by DNS rebinding or across origins: an open page must not be able to reset a ledger.
 * Programs send no `origin`, and the host by which they reached us. The check throws a `RequestError`.
 */
export function hostAndOriginCheck(listensOn: string): (headers: Headers) => void {
  const isOwn = ownHosts(listensOn);
  return (headers) => {
    const [host, origin] = [headers["host"]?.toString(), headers["origin"]?.toString()];
    // HTTP/1.0 has no host header; a browser always sends one.
    if (host !== undefined && !isOwn(host)) {
      const text = `Unexpected host ${JSON.stringify(host)}: call this server at ${listensOn} or localhost`;
      throw new RequestError("MISDIRECTED_REQUEST", text);
    }
    if (origin === undefined) return;
    // An origin is a scheme and a host, or "null" where the browser hides it.
    const originHost = /^https?:\/\/(.+)$/.exec(origin)?.[1];
    if (originHost === undefined || !isOwn(originHost)) {
      const text = `Requests from the origin ${JSON.stringify(origin)} are not allowed: only pages on this machine may call this API`;
      throw new RequestError("FOREIGN_ORIGIN", text);
    }
  };
}
