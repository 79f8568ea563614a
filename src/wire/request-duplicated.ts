import type { Answer } from "../domain/send.ts";
import type { WireFault } from "./wire-fault.ts";

/**
 * The request arrives twice at once, as a proxy or a client library that retries on its own sends it. The caller gets the answer that
 * arrives first, and never learns that there was another.
 */
export const requestDuplicated: WireFault = (send, { fired, underWay }) => {
  return (request) => {
    const both = [send(request), send(request)];
    fired();
    underWay(Promise.all(both));
    return firstToArrive(both);
  };
};

/** Trouble with one of the two connections is no answer as long as the other one may bring one. */
async function firstToArrive(sent: readonly Promise<Answer>[]): Promise<Answer> {
  const arrivals = sent.map(async (sending) => {
    const answer = await sending;
    return answer.status === 0 ? Promise.reject(new Error(answer.code)) : answer;
  });
  return Promise.any(arrivals).catch(() => Promise.race(sent));
}
