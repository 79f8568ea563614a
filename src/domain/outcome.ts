/**
 * What the caller of the payout API may conclude from one attempt. A timeout is not a failure: whatever is not known for certain
 * is `unknown`, and nothing turns `unknown` into something else except reading the ledger or the node.
 */
export const outcomes = ["unknown", "paid", "pending", "refused"] as const;

/**
 * - `paid`: the API says that the payout is complete.
 * - `pending`: the API has taken the payout over and will tell later.
 * - `refused`: a definite no; no payment was or will be made for this attempt.
 * - `unknown`: everything else, a timeout and a broken connection above all.
 */
export type Outcome = (typeof outcomes)[number];
