import type { Msat } from "../../domain/money.ts";
import type { PayoutRef } from "./balances.ts";
import type { Page } from "./pagination.ts";

/** Every status of a payout. */
export const payoutStatuses = ["pending", "completed", "expired", "error"] as const;

/** The status of a payout. `error` says nothing about the money: the node may still have paid. */
export type PayoutStatus = (typeof payoutStatuses)[number];

/** A payout as the API records it. */
export interface PayoutRecord extends PayoutRef {
  readonly status: PayoutStatus;
  readonly gamertag: string;
  readonly amountMsat: Msat;
  readonly feeMsat: Msat;
  /** What was taken beyond amount and fee, and is returned once the payout is decided. */
  readonly reserveMsat: Msat;
  /** What is not returned when it fails: nothing, or its fee. */
  readonly keptMsat: Msat;
  readonly internalId: string | null;
  readonly description: string | null;
  readonly callbackUrl: string | null;
  readonly expiresInSeconds: number | null;
  readonly createdEpochMs: number;
  readonly updatedEpochMs: number;
  /** How a payout ended in `error`, as the caller sees it; null for every other, and once a status was set manually. */
  readonly failure: PayoutFailure | null;
}

/** How a payout ended in `error`: for certain, or in a timeout after which its strategy gave up. */
export interface PayoutFailure {
  readonly kind: "failed" | "timed-out";
  readonly reason: string;
}

/** A status that can be set manually. Not `pending`: nothing would ever decide the payout. */
export type PayoutLabel = Exclude<PayoutStatus, "pending">;

/**
 * The result of setting a status manually. `kept`: the status was the same, and how the payout failed is forgotten. `unchanged`: there was
 * nothing to forget either. `undecided`: it is pending and will be decided. `abandoned`: it is parked, or its owner died.
 */
export interface Labelling {
  readonly kind: "changed" | "kept" | "unchanged" | "undecided" | "abandoned";
  /** The payout now. */
  readonly payout: PayoutRecord;
}

/** Which payouts to list; null means any. `after` is the cursor of the previous page, or 0. */
export interface PayoutQuery {
  readonly projectId: string | null;
  readonly status: PayoutStatus | null;
  readonly idempotencyKey: string | null;
  readonly after: number;
  readonly limit: number;
}

/** The payouts that the API has recorded. */
export interface PayoutRecords {
  /** Writes a payout. A recorded payout is only changed if it ended in `error`. Resolves with true when the status is new. */
  record(payout: PayoutRecord): Promise<boolean>;
  /**
   * Sets the status of a decided payout, and forgets how it failed, so that no strategy retries it. Moves no money. Undefined when there is no
   * such payout.
   */
  label(payoutId: string, label: PayoutLabel): Promise<Labelling | undefined>;
  payout(payoutId: string): Promise<PayoutRecord | undefined>;
  /** The newest payout with this internal id; callers choose it, so several may share one. */
  payoutByInternalId(internalId: string): Promise<PayoutRecord | undefined>;
  /** A page of payouts, oldest first. */
  payouts(query: PayoutQuery): Promise<Page<PayoutRecord>>;
}
