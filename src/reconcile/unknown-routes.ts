import type { RunStarted } from "../domain/run-started.ts";
import { type LineDraft, type PayoutLine, pairCharges } from "./payout-line.ts";

/**
 * A service that charges the fee of the route to the account, judged without our rail: nobody here knows that fee. So a payout that was charged
 * somewhat more than its cost is not charged wrongly, and a balance below the expected one is not missing anything; a doubt says so.
 */
export function areRoutesUnknown({ oracle, routingFees }: RunStarted): boolean {
  return oracle === "answers" && routingFees === "passed-on";
}

/** Takes what a payout was charged beyond its cost, if it is less than the cost once more, for one charge. */
export function joinUnknownRoute(line: LineDraft): void {
  if (excessOf(line) <= 0) return;
  Object.assign(line, { openCharges: [-line.entriesMsat], reversedWrongAmount: false });
  Object.assign(line, { partialRefunds: 0, unrefundedMsat: 0, excessReversals: 0, excessReversalMsat: 0 });
}

/** Takes that for the fee of the route, if the payout was paid. */
export function believeUnknownRoute(line: LineDraft): void {
  if (line.settlements !== 1 || excessOf(line) <= 0) return;
  line.routingFees = [excessOf(line)];
  pairCharges(line);
}

function excessOf({ project, entriesMsat, costMsat }: PayoutLine): number {
  const excessMsat = -entriesMsat - costMsat;
  return project.entriesKnown && excessMsat < costMsat ? excessMsat : 0;
}
