import type { Check } from "../statement.ts";

/**
 * Reported as failed, by an answer or the list, but settled: an unknown result was reported as a failure. No share in the drift, but a caller
 * who believes it pays again. Only our rail can tell.
 */
export const falseRefusal: Check = function* (statement) {
  if (statement.run.oracle !== "rail") return;
  for (const line of statement.lines) {
    if (line.settlements === 0 || (line.conclusion !== "refused" && line.listed !== "refused")) continue;
    yield { kind: "false-refusal", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
};
