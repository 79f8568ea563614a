import type { Check } from "./check.ts";

/**
 * Stuck: the faults are healed, the node has come to an end with the payout, and the API still lists it as not decided. It comes about
 * when the API dies, or gives up, between taking the money and writing down what became of it, and nobody takes the payout up again.
 * Its share is what its open rows keep without a settlement: held, and neither spent nor given back. Only our own node can tell.
 */
export const stuckPending: Check = function* (statement) {
  for (const line of statement.lines) {
    if (!line.stuck) continue;
    const kept = line.project.entriesKnown ? line.stuckCharges : 0;
    const msat = 0 - kept * line.costMsat - (kept > 0 ? line.reservedMsat : 0);
    yield { kind: "stuck-pending", projectId: line.project.projectId, payout: line.payout, msat };
  }
};
