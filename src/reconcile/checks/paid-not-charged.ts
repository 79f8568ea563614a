import type { Check } from "../statement.ts";

/**
 * Settled, but without an open charge: the API takes a timeout for a failure and refunds, and the payment settles after all. This is the
 * popular wrong fix. If answers are the oracle, only what the service itself calls paid counts.
 */
export const paidNotCharged: Check = function* (statement) {
  for (const line of statement.lines) {
    if (!line.project.entriesKnown || line.settlements === 0 || line.openCharges.length > 0) continue;
    const msat = line.costMsat + line.routingDueMsat;
    yield { kind: "paid-not-charged", projectId: line.project.projectId, payout: line.payout, msat };
  }
  yield* statement.inferred.filter(({ kind }) => kind === "paid-not-charged");
};
