import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Duplex } from "node:stream";

/** How callbacks leave the API. */
export interface CallbackSender {
  /** Posts JSON once and resolves with the status of the answer. Follows no redirects. Rejects when the signal aborts first. */
  post(address: string, json: string, signal: AbortSignal): Promise<number>;
}

/** Node's own client follows no redirects and uses no proxies, so a callback only goes where it may. No connection stays open. */
export const httpCallbackSender: CallbackSender = {
  async post(address, json, signal) {
    const url = new URL(address);
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(json) };
    return statusOf(request(url, { method: "POST", agent: false, headers, signal }).end(json));
  },
};

/** Settles however the request ends, so that the callback never occupies its slot for ever. */
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
        // The body does not matter; if it never ends, the signal cuts it off, and the status still counts.
        response.on("error", () => {}).on("close", () => resolve(status));
        response.resume();
      })
      // On "101 Switching Protocols" Node emits neither a response nor an error, and leaves the connection to us.
      .on("upgrade", ({ statusCode = 0 }: IncomingMessage, socket: Duplex) => {
        socket.destroy();
        resolve(statusCode);
      })
      .on("close", () => fail(new Error("the connection closed without an answer")));
  });
}
