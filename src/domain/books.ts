/** What an entry of a ledger did, whatever the service calls it. */
export const entryEffects = ["charge", "refund", "hold", "release", "confirm", "deposit", "other"] as const;

/**
 * - `charge`: took money for a payout.
 * - `refund`: gave a charge back.
 * - `hold`: set money aside for a payout; the available balance falls.
 * - `release`: gave a hold back.
 * - `confirm`: a hold became a charge, which moves nothing.
 * - `deposit`: money came in.
 * - `other`: a word that is not known. Its amount counts, and its sign is all that is known of its meaning.
 */
export type EntryEffect = (typeof entryEffects)[number];

/** What state a listed payout is in, whatever the service calls it. */
export const payoutStates = ["paid", "refused", "failed", "pending", "unknown"] as const;

/**
 * - `paid`: the service calls it paid.
 * - `refused`: it was not paid and never will be.
 * - `failed`: it ended in an error; the service does not say whether money left.
 * - `pending`: not decided yet.
 * - `unknown`: a word that is not known. It may still move, so it is waited for, and it accuses nobody.
 */
export type PayoutState = (typeof payoutStates)[number];

/** True for a payout that may still change. */
export function isOpen(state: PayoutState): boolean {
  return state === "pending" || state === "unknown";
}
