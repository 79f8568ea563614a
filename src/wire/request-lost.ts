import { CONNECTION_RESET, noAnswer } from "../domain/send.ts";
import type { WireFault } from "./wire-fault.ts";

/** The request never reaches the service. Its caller sees the connection reset and cannot tell this from a lost answer. */
export const requestLost: WireFault = {
  delivered: "never",
  needsAnswer: false,
  hidesOutcome: false,
  inFrontOf(_send, { fired }) {
    return async () => {
      fired();
      return noAnswer(CONNECTION_RESET);
    };
  },
};
