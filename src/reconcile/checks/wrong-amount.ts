import { keptFinding } from "../kept-fees.ts";
import { routingFinding } from "../payout-line.ts";
import type { Check } from "../statement.ts";

/**
 * A charge that is not the cost of the payout by the service's fee rule, with the fee of its route if the service passes that on; or a
 * settlement of another amount than asked: fees are computed in fractions, a reserve or a part of it is kept, the fee of a failed payout is returned although the
 * rule keeps it, or bodies are mixed up.
 */
export const wrongAmount: Check = function* (statement) {
  for (const line of statement.lines) {
    const { entriesKnown } = line.project;
    const wrong = entriesKnown ? line.openCharges.filter((charge) => charge !== line.costMsat) : [];
    const reversed = entriesKnown && line.reversedWrongAmount;
    const routingMsat = entriesKnown && routingFinding(line) === "wrong-amount" ? line.routingDueMsat : 0;
    const keptMsat = entriesKnown && keptFinding(line) === "wrong-amount" ? line.keptDueMsat : 0;
    if (wrong.length === 0 && routingMsat === 0 && keptMsat === 0 && !reversed && !line.settledWrongAmount) continue;
    // Reversed charges and settlements have no share in the drift.
    const msat = wrong.reduce((sum, charge) => sum + line.costMsat - charge, routingMsat + keptMsat);
    yield { kind: "wrong-amount", projectId: line.project.projectId, payout: line.payout, msat };
  }
};
