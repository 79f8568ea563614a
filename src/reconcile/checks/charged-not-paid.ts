import type { Check } from "./check.ts";

/**
 * Charged, and never paid: the payout has an open charge and no settlement. It comes about when the API charges first, meets a
 * timeout or an error, and tells the caller that it failed without giving the money back. This is the bug the project is named for.
 * A payment that was still in flight when the run ended may yet settle, so it accuses nobody; and the one charge of a row that the API
 * never resolved is stuck. Every other charge is wrong already, and so is that one where its caller was told how the payout ended.
 */
export const chargedNotPaid: Check = function* (statement) {
  for (const line of statement.lines) {
    const charges = line.openCharges.length - line.stuckCharges;
    if (!line.project.entriesKnown || line.settlements > 0 || charges === 0 || line.undecided) continue;
    const msat = -charges * line.costMsat;
    yield { kind: "charged-not-paid", projectId: line.project.projectId, payout: line.payout, msat };
  }
  yield* statement.inferred.filter(({ kind }) => kind === "charged-not-paid");
};
