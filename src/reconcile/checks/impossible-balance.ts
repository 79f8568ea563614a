import type { Check } from "../statement.ts";

/**
 * A balance read during the load outside what the answers so far allow: a restored snapshot, or a read from a cache. No share in the drift,
 * which is about the end. If others moved the balance, no read is known to be impossible.
 */
export const impossibleBalance: Check = function* (statement) {
  // What a service may hold until it refuses a payout that nobody can make is not known; the end shows what it kept.
  const { hostileAmounts = [] } = statement.run;
  if (hostileAmounts.length > 0) return;
  for (const { projectId, bounds, othersEntries } of statement.accounts) {
    if (bounds.outside > 0 && othersEntries === 0)
      yield { kind: "impossible-balance", projectId, payout: null, msat: 0 };
  }
};
