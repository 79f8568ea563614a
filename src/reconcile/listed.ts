import type { PayoutState } from "../domain/books.ts";

const rank = { refused: 0, failed: 1, unknown: 2, pending: 3, paid: 4 } as const satisfies Record<PayoutState, number>;

/** True when one row of a payout is better news than another: paid, then still open, then ended. */
export function isBetter(state: PayoutState, than: PayoutState): boolean {
  return rank[state] > rank[than];
}
