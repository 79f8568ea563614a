import { CONNECTION_RESET, noAnswer } from "../domain/send.ts";
import type { WireFault } from "./wire-fault.ts";

/** The request never reaches the API, and the caller sees its connection reset: it cannot tell this from a lost answer. */
export const requestLost: WireFault = (_send, { fired }) => {
  return async () => {
    fired();
    return noAnswer(CONNECTION_RESET);
  };
};
