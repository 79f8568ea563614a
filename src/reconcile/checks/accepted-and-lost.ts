import type { PayoutLine } from "../payout-line.ts";
import { hadFullDrain } from "../run-events.ts";
import type { Statement } from "../statement.ts";
import type { Check } from "./check.ts";

/**
 * Accepted, and lost: the service took the payout over, and at the end it lists no such payout, has charged nothing and paid nothing. It
 * comes about when it answers before it has written the payout down, or keeps it in memory and is restarted. No sat is missing, so it has no
 * share in the drift; but the payee waits for ever, and a caller who was told that it will be done has no reason to ask again.
 */
export const acceptedAndLost: Check = function* (statement) {
  if (!hadFullDrain(statement.events)) return;
  for (const line of statement.lines) {
    const { pendingAnswers, paidAnswers, conclusion, listed } = line;
    if (pendingAnswers === 0 || paidAnswers > 0 || conclusion === "refused" || listed !== null) continue;
    if (!isLost(line, statement)) continue;
    yield { kind: "accepted-and-lost", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
};

/**
 * Our rail knows that nothing was paid, so one of the two books is enough: a list without the payout, or entries without a charge. Where it
 * is not ours it takes the list, and one that is known to name payouts our way.
 */
function isLost({ project, settlements, inFlight, charges, reversals }: PayoutLine, { run }: Statement): boolean {
  const { entriesKnown, payoutsFailed, ownRows, strayRows } = project;
  if (entriesKnown && charges.length + reversals.length > 0) return false;
  if (run.oracle === "answers") return !payoutsFailed && ownRows > 0;
  if (settlements > 0 || inFlight > 0) return false;
  return payoutsFailed ? entriesKnown : ownRows > 0 || strayRows === 0;
}
