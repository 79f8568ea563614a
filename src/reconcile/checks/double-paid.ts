import { type PayoutLine, routingFinding } from "../payout-line.ts";
import type { Check } from "../statement.ts";

/**
 * One payout with two settlements: a retry became a second payment while the first was still under way. If each settlement was charged, the
 * share in the drift is 0, but the project paid twice all the same.
 */
export const doublePaid: Check = function* (statement) {
  for (const line of statement.lines) {
    if (line.settlements - line.assumedSettlements < 2) continue;
    const routingMsat = routingFinding(line) === "double-paid" ? line.routingDueMsat : 0;
    const msat = uncharged(line) * line.costMsat + (line.project.entriesKnown ? routingMsat : 0);
    yield { kind: "double-paid", projectId: line.project.projectId, payout: line.payout, msat };
  }
};

/** Settlements without a charge. Without any charge, the first settlement is paid-not-charged instead. */
function uncharged(line: PayoutLine): number {
  return line.project.entriesKnown ? Math.max(0, line.settlements - Math.max(1, line.openCharges.length)) : 0;
}
