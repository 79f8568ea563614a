import type { Check } from "./check.ts";

/**
 * An impossible balance: a read during the load lies outside what the answers known by then allow. It comes about when money is there
 * twice, or gone, for a while: a snapshot is restored over the charges of others, or a balance is served from a cache, and whoever
 * spends by it in between spends wrongly. It has no share in the drift, which is of the end; nothing that is not known accuses. Where others
 * moved the balance as well, nobody knows when, so no read of it can be called impossible.
 */
export const impossibleBalance: Check = function* (statement) {
  for (const { projectId, bounds, othersEntries } of statement.accounts) {
    if (bounds.outside > 0 && othersEntries === 0)
      yield { kind: "impossible-balance", projectId, payout: null, msat: 0 };
  }
};
