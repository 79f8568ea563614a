import type { PayoutState } from "../domain/books.ts";
import type { RetryKey } from "../domain/payout.ts";
import type { LineDraft } from "./payout-line.ts";

/**
 * Enters the state in which the API lists the payout. With one key the last one read counts; with fresh keys a payout has
 * several rows, and the best news among them counts: paid, then still open, then ended. `before` is the state of the same row where it was
 * read already.
 */
export function list(line: LineDraft, state: PayoutState, retryKey: RetryKey, before: PayoutState | undefined): void {
  line.reached = true;
  const replaced = retryKey === "same" ? (line.listed ?? undefined) : before;
  const rows = { ...line.rows };
  if (replaced !== undefined) rows[replaced] -= 1;
  rows[state] += 1;
  line.rows = rows;
  if (retryKey === "same") line.listed = state;
  else line.listed = best(rows);
}

/** The best news first. */
const order = ["paid", "pending", "unknown", "failed", "refused"] as const satisfies readonly PayoutState[];

function best(rows: LineDraft["rows"]): PayoutState | null {
  return order.find((state) => rows[state] > 0) ?? null;
}
