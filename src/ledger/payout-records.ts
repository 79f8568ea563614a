import type { Sats } from "../domain/money.ts";
import type { Ledger, Page, ProjectOpening } from "./ledger.ts";

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

/** Ledger and payouts in one place, so that one transaction can hold both. */
export interface Store extends Ledger, PayoutRecords {
  /** How often this ledger was begun: 1, and one more with each reset. */
  readonly generation: number;
  /** Makes the projects that do not exist yet. Those that do keep their money. */
  openProjects(projects: readonly ProjectOpening[]): Promise<void>;
  /** Forgets every payout, entry and project, and opens these projects anew. */
  reset(projects: readonly ProjectOpening[]): Promise<void>;
  /** Writes what is still to be written and lets go of the file. */
  close(): Promise<void>;
}
