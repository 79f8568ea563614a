import type { WireFault } from "./wire-fault.ts";

/** The API does its work, and the socket is destroyed before its answer is read. Where no answer comes, there is none to lose. */
export const answerLost: WireFault = (send, { fired }) => {
  return (request) => send(request, { dropAnswer: fired });
};
