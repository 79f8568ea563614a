import { linesWith } from "../line-store.ts";
import type { Check } from "../statement.ts";

/**
 * A refund that is smaller than its charge, for example without the fee, because it was not computed from the charge. Where the service is
 * declared to keep the fee of a payout that failed, only what is missing beyond that counts.
 */
export const partlyRefunded: Check = function* (statement) {
  for (const { project, payout, unrefundedMsat } of linesWith(statement.lines, "partialRefunds")) {
    if (!project.entriesKnown) continue;
    yield { kind: "partly-refunded", projectId: project.projectId, payout, msat: -unrefundedMsat };
  }
};
