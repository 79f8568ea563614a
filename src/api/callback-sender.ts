import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

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

function statusOf(sending: ClientRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    sending.on("error", reject).on("response", (response: IncomingMessage) => {
      const status = response.statusCode ?? 0;
      // The body is of no interest, and a receiver that never ends it is cut off by the signal: its status counts all the same.
      response.on("error", () => {}).on("close", () => resolve(status));
      response.resume();
    });
  });
}
