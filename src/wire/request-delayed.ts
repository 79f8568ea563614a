import { CLIENT_TIMEOUT, noAnswer } from "../domain/send.ts";
import type { WireFault } from "./wire-fault.ts";

/** How long after the caller has given up its request is delivered. */
const LATE_MS = 30;

/**
 * The request is held on the wire until the caller has given up, and is delivered just after that. Because nothing is sent before, the
 * caller never races the service: it is certainly gone when the request leaves.
 */
export const requestDelayed: WireFault = {
  delivered: "later",
  needsAnswer: false,
  hidesOutcome: true,
  inFrontOf(send, { clock, clientTimeoutMs, fired, underWay }) {
    return async (request) => {
      await clock.sleep(clientTimeoutMs);
      const deliver = async () => {
        await clock.sleep(LATE_MS);
        fired();
        await send(request);
      };
      underWay(deliver());
      return noAnswer(CLIENT_TIMEOUT);
    };
  },
};
