/** What a ledger entry did. */
export const entryEffects = ["charge", "refund", "hold", "release", "confirm", "deposit", "other"] as const;

/**
 * - `charge`: took money for a payout.
 * - `refund`: gave a charge back.
 * - `hold`: set money aside for a payout; the available balance falls.
 * - `release`: gave a hold back.
 * - `confirm`: a hold became a charge, which moves nothing.
 * - `deposit`: money came in.
 * - `other`: an unknown word. Its amount counts, and only its sign has a meaning.
 */
export type EntryEffect = (typeof entryEffects)[number];

/** The state of a listed payout. */
export const payoutStates = ["paid", "refused", "failed", "pending", "unknown"] as const;

/**
 * - `paid`: the service calls it paid.
 * - `refused`: not paid, for good.
 * - `failed`: it ended in an error; the service does not say whether money left.
 * - `pending`: not decided yet.
 * - `unknown`: an unknown word. The payout may still change, so the drain waits for it, and it is no finding.
 */
export type PayoutState = (typeof payoutStates)[number];

/** True for a payout that may still change. */
export function isOpen(state: PayoutState): boolean {
  return state === "pending" || state === "unknown";
}
