/**
 * A payout is known by its number within the run, from 1, on our side of the wire, and by its idempotency key and its gamertag
 * on the other side. Both strings follow from the number, so that a hundred thousand payouts need not be remembered as text.
 */

/** The number of a payout within its run; the first is 1. */
export type PayoutNumber = number;

/** Whether a retry carries the key of the first attempt, or a key of its own. */
export type RetryKey = "same" | "fresh";

/**
 * The idempotency key of one attempt: `<prefix>_<number>`; with fresh keys the second attempt is `<prefix>_<number>_r2`.
 * Attempts count from 1.
 */
export function payoutKey(prefix: string, payout: PayoutNumber, attempt = 1, retryKey: RetryKey = "same"): string {
  return retryKey === "fresh" && attempt > 1 ? `${prefix}_${payout}_r${attempt}` : `${prefix}_${payout}`;
}

/** The payee of a payout: one player for each payout, so that a settlement at the node names its payout. */
export function payoutGamertag(prefix: string, payout: PayoutNumber): string {
  return `${prefix}_player_${payout}`;
}

/** The payout that a key or a gamertag of this run belongs to; undefined for text that this run did not make. */
export function payoutNumberOf(prefix: string, text: string): PayoutNumber | undefined {
  if (!text.startsWith(`${prefix}_`)) return undefined;
  const match = /^(?:player_)?([1-9]\d{0,8})(?:_r[1-9]\d*)?$/.exec(text.slice(prefix.length + 1));
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
