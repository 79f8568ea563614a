import { hash } from "node:crypto";

/** The length of the id of a payout, less its prefix. */
export const ID_DIGITS = 20;

/** The id of a payout with a key: a retry is the same payout, in another process too, until the ledger is reset. */
export function payoutIdOf(generation: number, projectId: string, idempotencyKey: string): string {
  return idOf(hash("sha256", JSON.stringify([generation, projectId, idempotencyKey])).slice(0, ID_DIGITS));
}

/** The id of a payout with these digits. */
export function idOf(digits: string): string {
  return `po_${digits}`;
}
