import type { Msat } from "../../domain/money.ts";
import { linesWith } from "../line-store.ts";
import type { PayoutLine } from "../payout-line.ts";
import type { Check } from "../statement.ts";

/**
 * Still pending although the faults are healed and the node is done: the API died or gave up after it took the money, and nothing picked the
 * payout up again. The share is what its open rows keep without a settlement; without entries, what it may still hold of what is missing. Only
 * our node can tell.
 */
export const stuckPending: Check = function* (statement) {
  const own = statement.inferred.filter(({ kind }) => kind === "stuck-pending");
  const inferred = new Map(own.map(({ payout, msat }) => [payout, msat]));
  for (const line of linesWith(statement.lines, "stuck")) {
    const msat = line.project.entriesKnown ? 0 - keptMsat(line) : (inferred.get(line.payout) ?? 0);
    yield { kind: "stuck-pending", projectId: line.project.projectId, payout: line.payout, msat };
  }
};

function keptMsat({ stuckCharges, costMsat, reservedMsat }: PayoutLine): Msat {
  return stuckCharges * costMsat + (stuckCharges > 0 ? reservedMsat : 0);
}
