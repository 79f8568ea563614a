import type { WireFault } from "./wire-fault.ts";

/** The service does its work, and the connection is destroyed before its answer is read. */
export const answerLost: WireFault = {
  delivered: "once",
  needsAnswer: true,
  hidesOutcome: true,
  inFrontOf(send, { fired }) {
    return (request) => send(request, { dropAnswer: fired });
  },
};
