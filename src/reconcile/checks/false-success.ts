import type { Check } from "../statement.ts";

/**
 * Reported as paid, by an answer or the list, but not settled: the API answered without waiting for its rail. No share in the drift. Only
 * our rail can tell.
 */
export const falseSuccess: Check = function* (statement) {
  if (statement.run.oracle !== "rail") return;
  for (const line of statement.lines) {
    if (line.settlements > 0 || line.undecided || (line.conclusion !== "paid" && line.listed !== "paid")) continue;
    yield { kind: "false-success", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
};
