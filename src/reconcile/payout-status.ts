import type { PayoutState } from "../domain/books.ts";
import type { RetryKey } from "../domain/payout.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { type LineDraft, openRows, type PayoutLine, unknownAttempts } from "./payout-line.ts";

/**
 * Enters the state in which the API lists the payout. With one key the last one read counts; with fresh keys a payout has
 * several rows, and the best news among them counts: paid, then still open, then ended. `before` is the state of the same row where it was
 * read already.
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
  if (retryKey === "same") line.listed = state;
  else line.listed = best(rows);
}

/** The best news first. */
const order = ["paid", "pending", "unknown", "failed", "refused"] as const satisfies readonly PayoutState[];

function best(rows: LineDraft["rows"]): PayoutState | null {
  return order.find((state) => rows[state] > 0) ?? null;
}

/**
 * What nobody has decided. Where it is not known how a payout ended, a charge accuses nobody, and a doubt says why. Where our rail has
 * come to an end and the API has not, the payout is stuck: what it keeps may still be given back. Both excuse what is open and nothing
 * more, because whatever is wrong already stays wrong however the rest is decided.
 */

/**
 * Whether nobody has decided a payout yet: our rail still held it, or the API was still at work on it, when the drain ended; or it is listed
 * under a word that nobody knows, which may be no end; or, where answers are the oracle, the service calls it open.
 */
export function isUndecided(line: PayoutLine, { oracle }: RunStarted, atRest: boolean): boolean {
  if (oracle === "answers") return line.openPayments > 0 && (line.conclusion === "pending" || openRows(line) > 0);
  if (line.inFlight > 0 || openRows(line) > 0) return !atRest || (line.rows.unknown > 0 && !isOutcomeKnown(line));
  return false;
}

/** Only where everything came to rest is a payout that is still pending one that nobody will decide any more. */
export function isStuck(line: PayoutLine, { oracle }: RunStarted, atRest: boolean): boolean {
  return oracle === "rail" && atRest && line.rows.pending > 0 && line.inFlight <= 0;
}

/**
 * How many of its charges a stuck payout may keep without accusing anybody: one for each row that is still open. But whoever was told
 * for certain what became of an attempt has been told of its row as well, whatever that is still called.
 */
export function stuckCharges(line: PayoutLine, { retryKey }: RunStarted): number {
  if (!line.stuck) return 0;
  const untold = unknownAttempts(line) + (line.pendingAnswers > 0 ? 1 : 0);
  const excused = retryKey === "fresh" ? Math.min(openRows(line), untold) : isOutcomeKnown(line) ? 0 : 1;
  return Math.max(0, Math.min(excused, line.openCharges.length - line.settlements));
}

function isOutcomeKnown({ settlements, conclusion }: PayoutLine): boolean {
  return settlements > 0 || conclusion === "paid" || conclusion === "refused";
}
