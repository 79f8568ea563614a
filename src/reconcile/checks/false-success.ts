import type { Check } from "./check.ts";

/**
 * Called paid, and never paid: the caller was told that the payout is complete, by an answer or by the list, and the rail settled nothing. It
 * comes about when an API answers before, or without, asking its rail. The balance may be right; the payee has nothing. Only our own rail can tell.
 */
export const falseSuccess: Check = function* (statement) {
  if (statement.run.oracle !== "rail") return;
  for (const line of statement.lines) {
    if (line.settlements > 0 || line.undecided || (line.conclusion !== "paid" && line.listed !== "paid")) continue;
    yield { kind: "false-success", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
};
