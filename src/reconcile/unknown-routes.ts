import { type LineDraft, type PayoutLine, pairCharges } from "./payout-line.ts";

/**
 * What payouts were charged beyond their cost, if the fee of the route is charged to the account and nobody here knows it: that is not charged
 * wrongly, and a doubt says so. Takes such a charge for one, in whatever parts it was booked.
 */
export function joinUnknownRoute(line: LineDraft): void {
  if (excessOf(line) <= 0) return;
  Object.assign(line, { openCharges: [-line.entriesMsat], reversedWrongAmount: false });
  Object.assign(line, { partialRefunds: 0, unrefundedMsat: 0, excessReversals: 0, excessReversalMsat: 0 });
}

/** Takes that for the fee of the route, if the payout was paid. */
export function believeUnknownRoute(line: LineDraft): void {
  if (line.settlements !== 1 || excessOf(line) <= 0) return;
  line.routingFees = [excessOf(line)];
  pairCharges(line, line);
}

function excessOf({ project, entriesMsat, costMsat }: PayoutLine): number {
  const excessMsat = -entriesMsat - costMsat;
  return project.entriesKnown && excessMsat < costMsat ? excessMsat : 0;
}
