/** The number of a payout within its run, from 1. Its idempotency key and gamertag follow from it, so they need not be stored. */
export type PayoutNumber = number;

/** Whether a retry has the key of the first attempt or a new one. */
export type RetryKey = "same" | "fresh";

/** When a caller sends a payout again. */
export const retryConditions = ["outcome-unknown", "lookup-says-absent"] as const;

/**
 * - `outcome-unknown`: whenever the outcome is unknown.
 * - `lookup-says-absent`: only once the service, asked what became of the payout, has said that there is none.
 */
export type RetryCondition = (typeof retryConditions)[number];

/**
 * The idempotency key of one attempt: `<prefix>_<number>`; with fresh keys the second attempt is `<prefix>_<number>_r2`.
 * Attempts count from 1.
 */
export function payoutKey(prefix: string, payout: PayoutNumber, attempt = 1, retryKey: RetryKey = "same"): string {
  return retryKey === "fresh" && attempt > 1 ? `${prefix}_${payout}_r${attempt}` : `${prefix}_${payout}`;
}

/** The payee of a payout: one player per payout, so that a settlement at the node identifies its payout. */
export function payoutGamertag(prefix: string, payout: PayoutNumber): string {
  return `${prefix}_player_${payout}`;
}

/** The payout of a key or gamertag of this run; undefined for any other text. */
export function payoutNumberOf(prefix: string, text: string): PayoutNumber | undefined {
  if (!text.startsWith(`${prefix}_`)) return undefined;
  const match = /^(?:player_)?([1-9]\d{0,8})(?:_r[1-9]\d*)?$/.exec(text.slice(prefix.length + 1));
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** The attempt that a key names, where retries have fresh keys; undefined for a key that names none. */
export function attemptOf(key: string): number | undefined {
  const match = /_r([1-9]\d{0,2})$/.exec(key);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
