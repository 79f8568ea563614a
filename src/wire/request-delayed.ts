import { CLIENT_TIMEOUT, noAnswer } from "../domain/send.ts";
import type { WireFault } from "./wire-fault.ts";

/** How long after the caller has given up its request is delivered. */
const LATE_MS = 30;

/**
 * The request is held on the wire until the caller has given up, and is delivered just after that. The caller times out here and not in a
 * race with the API: when the request leaves, the caller is known to be gone.
 */
export const requestDelayed: WireFault = (send, { clock, clientTimeoutMs, fired, underWay }) => {
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
};
