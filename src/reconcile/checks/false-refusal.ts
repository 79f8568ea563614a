import type { PayoutLine } from "../payout-line.ts";
import type { Check } from "../statement.ts";

/**
 * Reported as failed, by an answer, a poll or the list, but settled: an unknown result was reported as a failure. No share in the drift, but
 * a caller who believes it pays again. Only our rail can tell.
 */
export const falseRefusal: Check = function* (statement) {
  if (statement.run.oracle !== "rail") return;
  for (const line of statement.lines) {
    if (line.settlements === 0 || !isCalledRefused(line)) continue;
    yield { kind: "false-refusal", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
};

/** What only a callback says is another finding. */
function isCalledRefused({ conclusion, refusedByCallback, listed, saidRefused }: PayoutLine): boolean {
  return (conclusion === "refused" && refusedByCallback === 0) || listed === "refused" || saidRefused;
}
