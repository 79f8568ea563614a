import { linesWith } from "../line-store.ts";
import type { Check } from "../statement.ts";

/**
 * A balance below zero, in a read or after an entry: payouts raced between reading the balance and charging it. No share in the drift; the
 * payout is the one whose entry shows it.
 */
export const overdraft: Check = function* (statement) {
  for (const line of linesWith(statement.lines, "overdrawn")) {
    yield { kind: "overdraft", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
  for (const { projectId, overdraft } of statement.accounts) {
    if (overdraft !== null) yield { kind: "overdraft", projectId, payout: null, msat: 0 };
  }
};
