import type { Check } from "./check.ts";

/**
 * Refunded in part: what was given back is less than its charge, as where the amount comes back and the fee does not. It comes about when
 * a refund is written by hand beside the charge, instead of reversing it. Its share is what is missing.
 */
export const partlyRefunded: Check = function* (statement) {
  for (const { project, payout, partialRefunds, unrefundedMsat } of statement.lines) {
    if (!project.entriesKnown || partialRefunds === 0) continue;
    yield { kind: "partly-refunded", projectId: project.projectId, payout, msat: -unrefundedMsat };
  }
};
