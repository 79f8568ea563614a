import type { Check } from "./check.ts";

/**
 * Paid, and not charged: the node settled the payout and the ledger holds no open charge for it. It comes about when the API takes
 * a timeout for a failure and refunds, and the payment settles after all: the popular wrong fix. Where answers are the oracle, only what
 * the service itself calls paid is held against it.
 */
export const paidNotCharged: Check = function* (statement) {
  for (const line of statement.lines) {
    if (!line.project.entriesKnown || line.settlements === 0 || line.openCharges.length > 0) continue;
    const msat = line.costMsat;
    yield { kind: "paid-not-charged", projectId: line.project.projectId, payout: line.payout, msat };
  }
  yield* statement.inferred.filter(({ kind }) => kind === "paid-not-charged");
};
