import { linesWith } from "../line-store.ts";
import type { PayoutLine } from "../payout-line.ts";
import { hadFullDrain } from "../run-events.ts";
import type { Check, Statement } from "../statement.ts";

/**
 * Accepted but lost: the API answered pending, but at the end there is no such payout, no charge and no payment. It answered before it stored
 * the payout, or lost a queue in memory. No share in the drift.
 */
export const acceptedAndLost: Check = function* (statement) {
  if (!hadFullDrain(statement.events)) return;
  for (const line of linesWith(statement.lines, "pendingAnswers")) {
    const { paidAnswers, conclusion, listed } = line;
    if (paidAnswers > 0 || conclusion === "refused" || listed !== null) continue;
    if (!isLost(line, statement)) continue;
    yield { kind: "accepted-and-lost", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
};

/**
 * With our rail one of the two books is enough: a list without the payout, or entries without a charge. Otherwise it takes a list that names
 * other payouts of this run.
 */
function isLost({ project, settlements, inFlight, charges, reversals }: PayoutLine, { run }: Statement): boolean {
  const { entriesKnown, payoutsFailed, ownRows, strayRows } = project;
  if (entriesKnown && charges.length + reversals.length > 0) return false;
  if (run.oracle === "answers") return !payoutsFailed && ownRows > 0;
  if (settlements > 0 || inFlight > 0) return false;
  return payoutsFailed ? entriesKnown : ownRows > 0 || strayRows === 0;
}
