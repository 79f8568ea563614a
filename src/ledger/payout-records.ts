import type { Sats } from "../domain/money.ts";
import type { Page } from "./ledger.ts";

/** Where a payout can stand. */
export const payoutStatuses = ["pending", "completed", "expired", "error"] as const;

/** Where a payout stands. `error` says nothing about the money: the node may have paid all the same. */
export type PayoutStatus = (typeof payoutStatuses)[number];

/** A payout as the API remembers it. */
export interface PayoutRecord {
  readonly payoutId: string;
  readonly projectId: string;
  readonly idempotencyKey: string | null;
  readonly status: PayoutStatus;
  readonly gamertag: string;
  readonly amountSats: Sats;
  readonly feeSats: Sats;
  readonly internalId: string | null;
  readonly description: string | null;
  readonly callbackUrl: string | null;
  readonly expiresInSeconds: number | null;
  readonly createdEpochMs: number;
  readonly updatedEpochMs: number;
  /** What the caller was told, or is to be told, of a payout that ended in `error`; null for every other. */
  readonly failure: PayoutFailure | null;
}

/** How a payout ended in `error`: for certain, or in a timeout after which its strategy did not look any further. */
export interface PayoutFailure {
  readonly kind: "failed" | "timed-out";
  readonly reason: string;
}

/** Which payouts to list; without a project or status, those of all. `after` is the cursor of the page before, or 0. */
export interface PayoutQuery {
  readonly projectId: string | null;
  readonly status: PayoutStatus | null;
  readonly after: number;
  readonly limit: number;
}

/** The port to what the API remembers of its payouts. */
export interface PayoutRecords {
  /** Writes a payout. One that ended in `error` before takes its new status; any other is left as it is. */
  record(payout: PayoutRecord): Promise<void>;
  /** The payout of an id, if there is one. */
  payout(payoutId: string): Promise<PayoutRecord | undefined>;
  /** A page of payouts, oldest first. */
  payouts(query: PayoutQuery): Promise<Page<PayoutRecord>>;
}
