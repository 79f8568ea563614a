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

/**
 * Why an answer allows the caller to conclude what it does. Whoever reads the service decodes its status codes and words once, into an
 * outcome and a reason; from there on nobody needs to know them. What the table of a service does not have is never guessed.
 */
export const answerReasons = [
  "none",
  "in-progress",
  "funds",
  "rejected",
  "payment-failed",
  "payment-timeout",
  "service-error",
  "unreadable",
  "gateway",
  "no-answer",
  "client-timeout",
] as const;

/**
 * - `none`: the outcome says it all (`paid`, `pending`).
 * - `in-progress`: pending; an earlier attempt under the same key is still being carried out.
 * - `funds`: refused before any payment, because the balance does not suffice.
 * - `rejected`: refused before any payment, for any other reason.
 * - `payment-failed`: refused after the payment had been tried and had failed for certain; a refund may come a little later.
 * - `payment-timeout`: unknown; the service itself says that its payment timed out.
 * - `service-error`: unknown; an error of the service's own, or a word of its own, that decides nothing.
 * - `unreadable`: unknown; the service reports a success that does not say what became of the payout, or its answer was cut short.
 * - `gateway`: unknown; somebody in front of the service answered, so nobody knows whether it heard of the attempt.
 * - `no-answer`: unknown; the connection was refused, or broke before an answer.
 * - `client-timeout`: unknown; the caller gave up waiting.
 */
export type AnswerReason = (typeof answerReasons)[number];

/** True where the service itself answered, whatever it said. */
export function isHeard(reason: AnswerReason): boolean {
  return reason !== "gateway" && reason !== "no-answer" && reason !== "client-timeout";
}
