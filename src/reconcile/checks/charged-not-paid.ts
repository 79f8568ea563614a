import { keptFinding } from "../kept-fees.ts";
import type { Check } from "../statement.ts";

/**
 * Charged but never paid: an open charge without a settlement. The API charges, meets a timeout or an error, and does not give the money
 * back. This is the bug the project is named for. A payment that was in flight at the end may still settle, and the charge of a row that was
 * never resolved is stuck; neither counts here.
 */
export const chargedNotPaid: Check = function* (statement) {
  for (const line of statement.lines) {
    if (!line.project.entriesKnown || line.settlements > 0 || line.undecided) continue;
    const charges = line.openCharges.length - line.stuckCharges;
    if (charges === 0) continue;
    const msat = (keptFinding(line) === "charged-not-paid" ? line.keptDueMsat : 0) - charges * line.costMsat;
    yield { kind: "charged-not-paid", projectId: line.project.projectId, payout: line.payout, msat };
  }
  yield* statement.inferred.filter(({ kind }) => kind === "charged-not-paid");
};
