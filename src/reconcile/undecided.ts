import type { RunStarted } from "../domain/fact.ts";
import { type PayoutLine, unknownAttempts } from "./line.ts";

/**
 * What nobody has decided. Where it is not known how a payment ended, a charge accuses nobody, and a doubt says why. Where our node has
 * come to an end and the API has not, the payout is stuck: what it keeps may still be given back. Both excuse what is open and nothing
 * more, because whatever is wrong already stays wrong however the rest is decided.
 */

/**
 * Whether nobody knows how a payment ended: our node still held it, or the API was still at work on it, when the drain ended; or the
 * answers are the oracle, and they are missing or unreadable, or left open what a declared fault may have settled.
 */
export function isUndecided(line: PayoutLine, run: RunStarted, drained: boolean): boolean {
  if (run.oracle === "rail") return (line.inFlight > 0 || line.openRows > 0) && !drained;
  // Under one key there is one payout, and `paid` speaks for all of its attempts.
  if (run.retryKey === "same" && line.paidSeen) return false;
  if (line.conclusion === "pending") return true;
  return (
    line.unclear || line.answers < line.attempts || (run.injectedTimeouts !== "never-paid" && unknownAttempts(line) > 0)
  );
}

/** Only where everything came to rest is a payout that is still open one that nobody will decide any more. */
export function isStuck(line: PayoutLine, { oracle }: RunStarted, drained: boolean): boolean {
  return oracle === "rail" && drained && line.openRows > 0 && line.inFlight <= 0;
}

/**
 * How many of its charges a stuck payout may keep without accusing anybody: one for each row that is still open. But whoever was told
 * for certain what became of an attempt has been told of its row as well, whatever that is still called.
 */
export function stuckCharges(line: PayoutLine, { retryKey }: RunStarted): number {
  if (!line.stuck) return 0;
  const untold = unknownAttempts(line) + (line.pendingSeen ? 1 : 0);
  const isTold = line.settlements > 0 || line.conclusion === "paid" || line.conclusion === "refused";
  const excused = retryKey === "fresh" ? Math.min(line.openRows, untold) : isTold ? 0 : 1;
  return Math.max(0, Math.min(excused, line.openCharges.length - line.settlements));
}
