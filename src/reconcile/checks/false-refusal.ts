import type { Check } from "./check.ts";

/**
 * Refused, and paid all the same: the caller was told a definite failure, by an answer or by the list, and the rail settled. It comes about
 * when an unknown result is reported as a failure. No sat is missing yet, but a caller who believes it pays again. Only our own rail can tell.
 */
export const falseRefusal: Check = function* (statement) {
  if (statement.run.oracle !== "rail") return;
  for (const line of statement.lines) {
    if (line.settlements === 0 || (line.conclusion !== "refused" && line.listed !== "refused")) continue;
    yield { kind: "false-refusal", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
};
