import type { Answer } from "../domain/send.ts";
import type { WireFault } from "./wire-fault.ts";

/**
 * The request arrives twice at once, as when a proxy or a client library retries by itself. The caller gets the answer that arrives first
 * and never learns that there was another.
 */
export const requestDuplicated: WireFault = {
  delivered: "twice",
  needsAnswer: false,
  hidesOutcome: false,
  inFrontOf(send, { fired, underWay }) {
    return (request) => {
      const both = [send(request), send(request)];
      fired();
      underWay(Promise.all(both));
      return firstToArrive(both);
    };
  },
};

/** While one of the two may still bring an answer, a broken connection of the other is not the caller's answer. */
async function firstToArrive(sent: readonly Promise<Answer>[]): Promise<Answer> {
  const arrivals = sent.map(async (sending) => {
    const answer = await sending;
    return answer.status === 0 ? Promise.reject(new Error(answer.code)) : answer;
  });
  return Promise.any(arrivals).catch(() => Promise.race(sent));
}
