import type { ServerResponse } from "node:http";
import type { Reply } from "./front.ts";

/** What the requests of one server have in common. */
export interface NodeReplyOptions {
  /** True while we stop listening: then it is not the caller who closes the connection. */
  isClosing(): boolean;
  /** Resets the connection of an answer. */
  reset(response: ServerResponse): void;
}

/** The reply over a response of node:http, for what the front does not take. */
export function nodeReply(response: ServerResponse, { isClosing, reset }: NodeReplyOptions): Reply {
  return {
    get isOver() {
      return response.destroyed || response.writableEnded;
    },
    get hasBegun() {
      return response.headersSent;
    },
    send(status, type, text, headers = []) {
      if (response.destroyed || response.headersSent) return;
      // The length is given, so that the answer leaves in one write.
      const length = String(Buffer.byteLength(text));
      response.writeHead(status, ["content-type", type, "content-length", length, ...headers]).end(text);
    },
    write(type, text) {
      if (response.destroyed || response.writableEnded) return;
      if (!response.headersSent) response.writeHead(200, ["content-type", type]);
      response.write(text);
    },
    end(text) {
      if (!response.destroyed && response.headersSent) response.end(text);
    },
    reset: () => reset(response),
    destroy: () => void response.destroy(),
    whenOver(then) {
      const over = () => then(!isClosing() && !response.writableEnded);
      if (response.destroyed) over();
      else response.once("close", over);
    },
  };
}
