import type { PayoutState } from "../domain/books.ts";
import type { RetryKey } from "../domain/payout.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { type LineDraft, openRows, type PayoutLine, unknownAttempts } from "./payout-line.ts";

/**
 * Applies the state in which the API lists the payout. With one key the last state counts; with fresh keys a payout has several rows, and the
 * best state counts. `before` is the earlier state of the same row, if it was read before.
 */
export function applyListedState(
  line: LineDraft,
  state: PayoutState,
  retryKey: RetryKey,
  before: PayoutState | undefined,
): void {
  line.reached = true;
  const replaced = retryKey === "same" ? (line.listed ?? undefined) : before;
  const rows = { ...line.rows };
  if (replaced !== undefined) rows[replaced] -= 1;
  rows[state] += 1;
  line.rows = rows;
  line.listed = retryKey === "same" ? state : (bestFirst.find((one) => rows[one] > 0) ?? null);
}

const bestFirst: readonly PayoutState[] = ["paid", "pending", "unknown", "failed", "refused"];

/**
 * True if it is not known how a payout ended: our rail or the API was still working on it when the drain ended, it is listed under an unknown
 * word, or, if answers are the oracle, the service calls it open. Its charge is no finding then.
 */
export function isUndecided(line: PayoutLine, { oracle }: RunStarted, finished: boolean): boolean {
  if (oracle === "answers") return line.openPayments > 0 && (line.conclusion === "pending" || openRows(line) > 0);
  if (line.inFlight > 0 || openRows(line) > 0) return !finished || (line.rows.unknown > 0 && !isOutcomeKnown(line));
  return false;
}

/** A payout that is still pending is stuck only if everything else has finished. */
export function isStuck(line: PayoutLine, { oracle }: RunStarted, finished: boolean): boolean {
  return oracle === "rail" && finished && line.rows.pending > 0 && line.inFlight <= 0;
}

/** How many charges a stuck payout may keep: one per open row, except for attempts whose result the caller was told. */
export function stuckCharges(line: PayoutLine, { retryKey }: RunStarted): number {
  if (!line.stuck) return 0;
  const unsettledAttempts = unknownAttempts(line) + (line.pendingAnswers > 0 ? 1 : 0);
  const excused = retryKey === "fresh" ? Math.min(openRows(line), unsettledAttempts) : isOutcomeKnown(line) ? 0 : 1;
  return Math.max(0, Math.min(excused, line.openCharges.length - line.settlements));
}

function isOutcomeKnown({ settlements, conclusion }: PayoutLine): boolean {
  return settlements > 0 || conclusion === "paid" || conclusion === "refused";
}
