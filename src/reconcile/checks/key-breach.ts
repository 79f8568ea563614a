import { linesWith } from "../line-store.ts";
import type { Check } from "../statement.ts";

/**
 * One key for two payouts, or for another amount or project than was asked: the key is looked up and stored in two steps, or the body is not
 * compared. No share in the drift.
 */
export const keyBreach: Check = function* (statement) {
  for (const line of linesWith(statement.lines, "keyBreached")) {
    yield { kind: "key-breach", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
};
