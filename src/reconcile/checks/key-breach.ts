import type { Check } from "./check.ts";

/**
 * A broken promise of idempotency: one key stands for two payouts, or for a payout of another amount or project than was asked under
 * it. It comes about when the key is looked up and written in two steps, or its body is not compared. It has no share in the drift.
 */
export const keyBreach: Check = function* (statement) {
  for (const line of statement.lines) {
    if (!line.keyBreached) continue;
    yield { kind: "key-breach", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
};
