import { isFinal, type Outcome } from "../domain/outcome.ts";
import { payoutKey } from "../domain/payout.ts";
import type { Answer } from "../domain/send.ts";
import type { Plan } from "../scenario/plan.ts";
import { requestOf } from "./attempt.ts";
import type { AttemptFact } from "./load-driver.ts";
import type { SentAttempt } from "./outcomes.ts";

/** An attempt whose caller knows no outcome, with the last that it was told. */
export interface LeftOpen {
  readonly sent: SentAttempt;
  readonly answer: Answer;
}

/** The attempts of a driven phase that are still open. An answer for certain ends what the same key left open before. */
export function leftOpen(plan: Plan, keyPrefix: string, facts: readonly AttemptFact[]): readonly LeftOpen[] {
  const open = new Map<string, LeftOpen>();
  for (const fact of facts) {
    if (fact.kind === "attempt-sent") continue;
    const { payout, attempt, outcome, reason, status, code, payoutId } = fact;
    const key = payoutKey(keyPrefix, payout, attempt, plan.client.retryKey);
    const before = open.get(key);
    if (isFinal(outcome) && (fact.kind === "outcome-learned" || endsAll(outcome, reason))) open.delete(key);
    if (isFinal(outcome)) continue;
    const sent = { payout, attempt, request: requestOf(plan, keyPrefix, payout, attempt) };
    const id = payoutId === "" ? (before?.answer.payoutId ?? "") : payoutId;
    open.set(key, { sent, answer: { outcome, reason, status, code, payoutId: id } });
  }
  return [...open.values()];
}

function endsAll(outcome: Outcome, reason: Answer["reason"]): boolean {
  return outcome === "paid" || reason === "payment-failed";
}
