import type { Check } from "../statement.ts";

/**
 * Still pending although the faults are healed and the node is done: the API died or gave up after it took the money, and nothing picked the
 * payout up again. The share is what its open rows keep without a settlement. Only our node can tell.
 */
export const stuckPending: Check = function* (statement) {
  for (const line of statement.lines) {
    if (!line.stuck) continue;
    const kept = line.project.entriesKnown ? line.stuckCharges : 0;
    const msat = 0 - kept * line.costMsat - (kept > 0 ? line.reservedMsat : 0);
    yield { kind: "stuck-pending", projectId: line.project.projectId, payout: line.payout, msat };
  }
};
