import type { Sats } from "../domain/money.ts";
import type { PayoutRecord } from "./ledger/payout-records.ts";

/** A payout as requested, after validation. */
export type RequestedPayout = Omit<
  PayoutRecord,
  "payoutId" | "status" | "feeSats" | "createdEpochMs" | "updatedEpochMs" | "failure"
>;

/** The largest amount of a payout. */
export const MAX_AMOUNT_SATS: Sats = 100_000;

/**
 * The fingerprint of a request: two requests under one idempotency key are the same payout exactly when their fingerprints are equal. It
 * does not contain the key and the project, by which the payout is looked up.
 */
export function bodyFingerprint(body: Omit<RequestedPayout, "projectId" | "idempotencyKey">): string {
  const { gamertag, amountSats, internalId, description, callbackUrl, expiresInSeconds } = body;
  return JSON.stringify([gamertag, amountSats, internalId, description, callbackUrl, expiresInSeconds]);
}
