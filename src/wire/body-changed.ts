import { msatOf } from "../domain/money.ts";
import type { WireFault } from "./wire-fault.ts";

/**
 * The request is sent a second time with the same key and one sat more, as soon as the service has taken the first one on. The caller
 * hears only the first answer. A service that refused the first request, or may not have received it, is free to carry out the second, so
 * then nothing is sent.
 */
export const bodyChanged: WireFault = {
  delivered: "twice",
  needsAnswer: true,
  hidesOutcome: false,
  inFrontOf(send, { fired, underWay }) {
    return async (request) => {
      const answer = await send(request);
      if (answer.outcome === "paid" || answer.outcome === "pending") {
        fired();
        underWay(send({ ...request, amountMsat: request.amountMsat + msatOf(1) }));
      }
      return answer;
    };
  },
};
