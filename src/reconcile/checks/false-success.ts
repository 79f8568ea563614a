import type { Check } from "../statement.ts";

/**
 * Reported as paid, by an answer, a poll or the list, but not settled: the API answered without waiting for its rail. No share in the drift.
 * Only our rail can tell. What only a callback says is another finding.
 */
export const falseSuccess: Check = function* (statement) {
  if (statement.run.oracle !== "rail") return;
  for (const line of statement.lines) {
    const isCalledPaid = line.paidAnswers > line.paidByCallback || line.listed === "paid";
    if (line.settlements > 0 || line.undecided || !isCalledPaid) continue;
    yield { kind: "false-success", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
};
