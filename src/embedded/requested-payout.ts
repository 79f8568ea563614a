import type { Sats } from "../domain/money.ts";

/** A payout as it is asked for, valid. */
export interface RequestedPayout {
  readonly gamertag: string;
  readonly amountSats: Sats;
  readonly projectId: string;
  readonly idempotencyKey: string | null;
  readonly internalId: string | null;
  readonly description: string | null;
  readonly callbackUrl: string | null;
  readonly expiresInSeconds: number | null;
}

/** The least that a payout pays. */
export const MIN_AMOUNT_SATS: Sats = 1;
/** The most that a payout pays. */
export const MAX_AMOUNT_SATS: Sats = 100_000;

/**
 * The fingerprint of what a payout asks for: two requests under one idempotency key are the same payout exactly when their
 * fingerprints are equal. The key and its project are not in it, because they are what it is looked up by.
 */
export function bodyFingerprint(body: Omit<RequestedPayout, "projectId" | "idempotencyKey">): string {
  const { gamertag, amountSats, internalId, description, callbackUrl, expiresInSeconds } = body;
  return JSON.stringify([gamertag, amountSats, internalId, description, callbackUrl, expiresInSeconds]);
}
