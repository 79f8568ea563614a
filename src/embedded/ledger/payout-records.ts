import type { Sats } from "../../domain/money.ts";
import type { Page } from "./balances.ts";

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
  /** What the caller was told, or is to be told, of a payout that ended in `error`; null for every other, and after a label. */
  readonly failure: PayoutFailure | null;
}

/** How a payout ended in `error`: for certain, or in a timeout after which its strategy did not look any further. */
export interface PayoutFailure {
  readonly kind: "failed" | "timed-out";
  readonly reason: string;
}

/** A label that a payout can be given by hand. Not `pending`: nobody would come back to it and decide it. */
export type PayoutLabel = Exclude<PayoutStatus, "pending">;

/**
 * What came of labelling a payout by hand. `changed`: it has another status now. `kept`: it had the label already, and how it failed is
 * forgotten. `unchanged`: there was nothing to forget either. `undecided`: it is pending, so it belongs to whoever holds it or comes
 * back to it, and is left to them. `abandoned`: it is pending, and nobody does: it is parked, or its owner died and has no successor.
 */
export interface Labelling {
  readonly kind: "changed" | "kept" | "unchanged" | "undecided" | "abandoned";
  /** As it stands now. */
  readonly payout: PayoutRecord;
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
  /**
   * Writes a payout. One that ended in `error` before takes its new status; any other is left as it is. True when the payout has
   * another status than before, or had none.
   */
  record(payout: PayoutRecord): Promise<boolean>;
  /**
   * Gives a decided payout a status, and forgets how it failed, even if the status is the one it has: a failure that is remembered is
   * what some strategies try again. Moves no money, neither in the ledger nor at the node. Undefined when there is no such payout.
   */
  label(payoutId: string, label: PayoutLabel): Promise<Labelling | undefined>;
  /** The payout of an id, if there is one. */
  payout(payoutId: string): Promise<PayoutRecord | undefined>;
  /** The payout that was written last of those with this internal id: callers choose it, so several may have the same. */
  payoutByInternalId(internalId: string): Promise<PayoutRecord | undefined>;
  /** A page of payouts, oldest first. */
  payouts(query: PayoutQuery): Promise<Page<PayoutRecord>>;
}
