import type { Check } from "../check.ts";

/**
 * Refused, and paid all the same: the caller was told a definite failure, and the node settled. It comes about when an unknown result
 * is reported as a failure. No sat is missing yet, but a caller who believes the answer pays again. Only our own node can tell.
 */
export const falseRefusal: Check = function* (statement) {
  if (statement.run.oracle !== "rail") return;
  for (const line of statement.lines) {
    if (line.conclusion !== "refused" || line.settlements === 0) continue;
    yield { kind: "false-refusal", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
};
