import type { PayoutLine } from "../payout-line.ts";
import type { Check } from "./check.ts";

/**
 * Paid more than once: one payout, two settlements. It comes about when a retry, under the same key or a fresh one, becomes a payment
 * of its own although the first was still on its way. Where each settlement was charged, the balance agrees and the share is 0: the
 * customer was paid twice all the same, and the project has paid for it.
 */
export const doublePaid: Check = function* (statement) {
  for (const line of statement.lines) {
    if (line.settlements - line.assumedSettlements < 2) continue;
    const msat = uncharged(line) * line.costMsat;
    yield { kind: "double-paid", projectId: line.project.projectId, payout: line.payout, msat };
  }
};

/** Settlements with no charge behind them, beyond the first one where there is no charge at all (that one is paid-not-charged). */
function uncharged(line: PayoutLine): number {
  return line.project.entriesKnown ? Math.max(0, line.settlements - Math.max(1, line.openCharges.length)) : 0;
}
