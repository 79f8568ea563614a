import type { PayoutLine } from "../payout-line.ts";
import type { Check } from "./check.ts";

/**
 * The wrong amount: a charge is not what the payout costs by the fee rule of the service, or the node settled another amount than was asked. It
 * comes about when fees are computed in fractions, or rounded the other way, or when a body is mixed up with another.
 */
export const wrongAmount: Check = function* (statement) {
  for (const line of statement.lines) {
    const wrong = line.project.entriesKnown ? openWrongly(line) : [];
    const reversed = line.project.entriesKnown && line.reversedWrongAmount;
    if (wrong.length === 0 && !reversed && !line.settledWrongAmount) continue;
    // What was charged too much is missing; a charge that was reversed has no share in the drift, and neither has a settlement.
    const msat = wrong.reduce((sum, charge) => sum + line.costMsat - charge, 0);
    yield { kind: "wrong-amount", projectId: line.project.projectId, payout: line.payout, msat };
  }
};

function openWrongly(line: PayoutLine): readonly number[] {
  const cost = line.costMsat;
  return line.openCharges.every((charge) => charge === cost)
    ? []
    : line.openCharges.filter((charge) => charge !== cost);
}
