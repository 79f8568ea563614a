import { isHeard } from "../domain/outcome.ts";
import type { Answer } from "../domain/send.ts";
import type { WireFault } from "./wire-fault.ts";

/** What a proxy answers in place of the service. It says nothing about the payout. */
const GATEWAY_TIMEOUT: Answer = { outcome: "unknown", reason: "gateway", status: 504, code: "", payoutId: "" };

/** The service does its work, and a proxy that no longer waits for the answer sends 504 to the caller. */
export const gatewayTimeout: WireFault = {
  delivered: "once",
  needsAnswer: true,
  hidesOutcome: true,
  inFrontOf(send, { fired }) {
    return async (request) => {
      const answer = await send(request);
      // An answer of another proxy says nothing of the service, so there is nothing to replace.
      if (!isHeard(answer.reason)) return answer;
      fired();
      return GATEWAY_TIMEOUT;
    };
  },
};
