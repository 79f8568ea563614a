import { msatOf } from "../domain/money.ts";
import type { WireFault } from "./wire-fault.ts";

/**
 * The request is sent a second time with the same key and one sat more, as soon as the service has called the first one paid. The caller
 * hears only the first answer. A service that has not paid yet may still fail, free the key and carry out the second request, so then
 * nothing is sent.
 */
export const bodyChanged: WireFault = {
  delivered: "again",
  needsAnswer: true,
  hidesOutcome: false,
  inFrontOf(send, { fired, underWay }) {
    return async (request) => {
      const answer = await send(request);
      if (answer.outcome === "paid") {
        fired();
        underWay(send({ ...request, amountMsat: request.amountMsat + msatOf(1) }));
      }
      return answer;
    };
  },
};
