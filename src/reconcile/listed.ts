/**
 * What the status of a listed payout says: paid, never to be paid, still open, or nothing about the money, as an error does and a word
 * that is not of the contract.
 */
export type Listed = "paid" | "refused" | "unknown" | "open";

/** What a status says. */
export function listedAs(status: string): Listed {
  if (status === "completed") return "paid";
  if (status === "pending") return "open";
  // The drain waits for what is pending and for no other word, so nothing can be held against a payout that is called otherwise.
  return status === "expired" ? "refused" : "unknown";
}

const rank = { refused: 0, unknown: 1, open: 2, paid: 3 } as const satisfies Record<Listed, number>;

/** True when one row of a payout is better news than another. */
export function isBetter(listed: Listed, than: Listed): boolean {
  return rank[listed] > rank[than];
}
