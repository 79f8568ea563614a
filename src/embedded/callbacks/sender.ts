import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Duplex } from "node:stream";

/** The port through which callbacks leave the API. */
export interface CallbackSender {
  /**
   * Posts JSON once and resolves with the status of the answer, which may be a redirect: none is followed. Rejects when there is no
   * answer, or when the signal aborts first.
   */
  post(address: string, json: string, signal: AbortSignal): Promise<number>;
}

/**
 * Callbacks over Node's own client, which follows no redirects and knows no proxies, so a callback goes where it was allowed to go and
 * nowhere else. Each has a connection of its own: receivers come and go, and nothing is to be left open.
 */
export const httpCallbackSender: CallbackSender = {
  async post(address, json, signal) {
    const url = new URL(address);
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(json) };
    return statusOf(request(url, { method: "POST", agent: false, headers, signal }).end(json));
  },
};

/** However the request ends, this settles: what never did would keep its place among those on their way for ever. */
function statusOf(sending: ClientRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const fail = (error: Error) => {
      if (!isAnswered) reject(error);
    };
    sending
      .on("error", fail)
      .on("response", (response: IncomingMessage) => {
        isAnswered = true;
        const status = response.statusCode ?? 0;
        // The body is of no interest, and a receiver that never ends it is cut off by the signal: its status counts all the same.
        response.on("error", () => {}).on("close", () => resolve(status));
        response.resume();
      })
      // Node answers "101 Switching Protocols" with neither a response nor an error, and the connection is then ours to end.
      .on("upgrade", ({ statusCode = 0 }: IncomingMessage, socket: Duplex) => {
        socket.destroy();
        resolve(statusCode);
      })
      .on("close", () => fail(new Error("the connection closed without an answer")));
  });
}
