import type { Check } from "../check.ts";

/**
 * Paid, and not charged: the node settled the payout and the ledger holds no open charge for it. It comes about when the API takes
 * a timeout for a failure and refunds, and the payment settles after all: the popular wrong fix. Where answers are the oracle, a payout
 * that is still open only counts as paid until somebody knows better, and a refund of it may be right.
 */
export const paidNotCharged: Check = function* (statement) {
  const isNodeOurs = statement.run.oracle === "rail";
  for (const line of statement.lines) {
    if (!line.project.entriesKnown || line.settlements === 0 || line.openCharges.length > 0) continue;
    if (line.undecided && !isNodeOurs) continue;
    const msat = line.costMsat;
    yield { kind: "paid-not-charged", projectId: line.project.projectId, payout: line.payout, msat };
  }
  yield* statement.inferred.filter(({ kind }) => kind === "paid-not-charged");
};
