/** What the caller may conclude from one attempt. A timeout is not a failure: only reading the ledger or the node resolves `unknown`. */
export const outcomes = ["unknown", "paid", "pending", "refused"] as const;

/**
 * - `paid`: the API says that the payout is complete.
 * - `pending`: the API has accepted the payout and will tell later.
 * - `refused`: a definite no; no payment was or will be made for this attempt.
 * - `unknown`: everything else, above all a timeout or a broken connection.
 */
export type Outcome = (typeof outcomes)[number];

/** Why an answer has its outcome. The status codes and words of a service are decoded once, into an outcome and a reason, and never guessed. */
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
  "absent",
  "not-asked",
  "not-reported",
] as const;

/**
 * - `none`: the outcome says it all (`paid`, `pending`).
 * - `in-progress`: pending; an earlier attempt under the same key is still being carried out.
 * - `funds`: refused before any payment, because the balance is too low.
 * - `rejected`: refused before any payment, for any other reason.
 * - `payment-failed`: refused after the payment definitely failed; a refund may follow a little later.
 * - `payment-timeout`: unknown; the service reports that its payment timed out.
 * - `service-error`: unknown; an error or an unknown word of the service.
 * - `unreadable`: unknown; a success that does not say what became of the payout, or an answer that was cut short.
 * - `gateway`: unknown; a gateway answered, and the service may not have received the attempt.
 * - `no-answer`: unknown; the connection was refused, or broke before an answer.
 * - `client-timeout`: unknown; the caller gave up waiting.
 * - `absent`: unknown; asked later, the service says that it has no such payout. That may change while a request is under way.
 * - `not-asked`: unknown; the caller could not ask, because nothing has named what to ask for.
 * - `not-reported`: unknown; a load engine ended without a word of this attempt, so neither its time nor that it was sent is known.
 */
export type AnswerReason = (typeof answerReasons)[number];

/** How a caller learns more about an attempt after its answer: it asks again, or it is told. */
export const learningWays = ["poll", "callback"] as const;

/** One of these ways. */
export type LearningWay = (typeof learningWays)[number];

/** True for an outcome that will not change: the caller need not ask again. */
export function isFinal(outcome: Outcome): boolean {
  return outcome === "paid" || outcome === "refused";
}

const unheard: ReadonlySet<AnswerReason> = new Set([
  ...(["gateway", "no-answer", "client-timeout", "not-asked", "not-reported"] as const),
]);

/** True if the service itself answered. */
export function isHeard(reason: AnswerReason): boolean {
  return !unheard.has(reason);
}
