import type { Check } from "../statement.ts";

/**
 * Charged more often than paid: an attempt times out and keeps its charge, and its retry is charged again and paid. The charge of a row that
 * was never resolved is stuck instead.
 */
export const doubleCharged: Check = function* (statement) {
  for (const line of statement.lines) {
    const tooMany = line.openCharges.length - line.settlements - line.stuckCharges;
    if (!line.project.entriesKnown || line.settlements === 0 || tooMany <= 0 || line.undecided) continue;
    const msat = -tooMany * line.costMsat;
    yield { kind: "double-charged", projectId: line.project.projectId, payout: line.payout, msat };
  }
  yield* statement.inferred.filter(({ kind }) => kind === "double-charged");
};
