import type { Check } from "../check.ts";

/**
 * Called paid, and never paid: the caller was told that the payout is complete, and the node settled nothing. It comes about when an
 * API answers before, or without, asking its node. The balance may be right; the payee has nothing. Only our own node can tell.
 */
export const falseSuccess: Check = function* (statement) {
  if (statement.run.oracle !== "rail") return;
  for (const line of statement.lines) {
    if (line.conclusion !== "paid" || line.settlements > 0 || line.undecided) continue;
    yield { kind: "false-success", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
};
