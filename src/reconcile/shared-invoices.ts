import type { PayoutNumber } from "../domain/payout.ts";
import type { RunStarted } from "../domain/run-started.ts";
import type { LineStore } from "./line-store.ts";
import type { LineDraft, PayoutLine } from "./payout-line.ts";

/**
 * Two payouts with one invoice: the rail pays it once and cannot tell for which of them, so it calls the payment that of the first. It belongs
 * to the one that was charged, or else to the one that was called paid; if neither was, the first. What the other one claims is judged like
 * that of any payout that was not paid.
 */
export function shareSettlements(lines: LineStore): void {
  for (const first of lines.drafts()) {
    const { payout } = first;
    if (payout % 2 === 0) continue;
    const second = lines.get(payout + 1);
    if (second !== undefined && first.everRequested) share(first, second);
  }
}

/** True for a payout that was refused although, or because, another one with the same invoice was not. */
export function isSecondRefused(
  { payout }: PayoutLine,
  { sharedInvoices }: RunStarted,
  lineOf: (payout: PayoutNumber) => PayoutLine | undefined,
): boolean {
  if (!sharedInvoices) return false;
  const other = lineOf(payout % 2 === 0 ? payout - 1 : payout + 1);
  return other !== undefined && other.conclusion !== "refused";
}

function share(first: LineDraft, second: LineDraft): void {
  second.everRequested = true;
  // Nobody knows yet whose payment that will be.
  second.inFlight = first.inFlight;
  if (first.settlements === 0 || claimOf(second) <= claimOf(first)) {
    if (first.settlements > 1) take(first, second, 1);
    return;
  }
  take(first, second, first.settlements > 1 ? first.settlements - 1 : 1);
}

/** Moves settlements and, from the last one on, the fees of their routes. */
function take(from: LineDraft, to: LineDraft, settlements: number): void {
  from.settlements -= settlements;
  to.settlements += settlements;
  const kept = Math.max(0, Math.min(from.settlements, from.routingFees.length));
  to.routingFees = from.routingFees.slice(kept);
  from.routingFees = from.routingFees.slice(0, kept);
  to.settledWrongAmount = from.settledWrongAmount;
  if (from.settlements === 0) from.settledWrongAmount = false;
}

function claimOf(line: PayoutLine): number {
  const isCharged = line.project.entriesKnown && line.entriesMsat < 0;
  const isRefused = line.paidAnswers === 0 && line.openAttempts.length === 0 && line.refusedAnswers > 0;
  return (isCharged ? 4 : 0) + (line.paidAnswers > 0 ? 2 : 0) + (isRefused ? 0 : 1);
}
