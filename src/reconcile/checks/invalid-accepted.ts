import { lineDriftMsat, type PayoutLine } from "../payout-line.ts";
import type { Check } from "../statement.ts";

/**
 * A payout that nobody can make, and that the service took: it was called paid or pending at the end, moved the balance, or was paid. Its amount
 * was negative, zero, less than a millisatoshi, no number, or more than there is. It costs nothing, so whatever it moved is its share.
 */
export const invalidAccepted: Check = function* (statement) {
  if ((statement.run.hostileAmounts ?? []).length === 0) return;
  for (const line of statement.lines) {
    if (line.hostile === null || !isAccepted(line)) continue;
    const { project, payout } = line;
    const msat = project.entriesKnown ? lineDriftMsat(line) : 0;
    yield { kind: "invalid-accepted", projectId: project.projectId, payout, msat };
  }
};

/** What was charged and given back, and refused in the end, is refused. */
export function isAccepted(line: PayoutLine): boolean {
  const { conclusion, listed, settlements, paidAnswers, project, entriesMsat } = line;
  // One that only accepts payouts says pending at first, and its list says how that ended.
  const isPending = listed === null ? conclusion === "pending" : listed === "pending";
  const isCalledTaken = isPending || conclusion === "paid" || listed === "paid";
  return isCalledTaken || paidAnswers > 0 || settlements > 0 || (project.entriesKnown && entriesMsat !== 0);
}
