import type { Sats } from "../../domain/money.ts";
import type { Page } from "./pagination.ts";

/** The API's own books: one balance per project, and one append-only entry for every change of it. */
export interface Balances {
  /** The balance of a project; undefined when there is no such project. */
  balance(projectId: string): Promise<ProjectBalance | undefined>;
  /** Takes the cost of a payout from its project, without checking the balance. */
  charge(payout: PayoutRef, costSats: Sats): Promise<void>;
  /** Refunds the cost of a payout. */
  refund(payout: PayoutRef, costSats: Sats): Promise<void>;
  /** Resets a balance to an earlier one, whatever happened since. The entry has the actual difference, which may be 0 or negative. */
  restore(payout: PayoutRef, balanceSats: Sats): Promise<void>;
  /** Adds money, and creates the project if needed. Undefined when the balance would exceed `MAX_BALANCE_SATS`. */
  deposit(projectId: string, amountSats: Sats): Promise<ProjectBalance | undefined>;
  /** A page of a project's entries; undefined when there is no such project. */
  entries(query: EntryQuery): Promise<Page<LedgerEntry> | undefined>;
}

/** The largest balance: 21 million bitcoin. */
export const MAX_BALANCE_SATS: Sats = 2_100_000_000_000_000;

/** A project and its opening balance. */
export interface ProjectOpening {
  readonly projectId: string;
  readonly balanceSats: Sats;
}

/** `balanceSats` is available; `heldSats` is set aside for pending payouts. */
export interface ProjectBalance {
  readonly balanceSats: Sats;
  readonly heldSats: Sats;
}

/** The payout that an entry belongs to. */
export interface PayoutRef {
  readonly payoutId: string;
  readonly projectId: string;
  readonly idempotencyKey: string | null;
}

/** Why a balance changed. `hold` sets money aside, `cancel` releases it, and `confirm`, which moves nothing, spends it. */
export type EntryCause = "opening" | "deposit" | "charge" | "refund" | "restore" | "hold" | "cancel" | "confirm";

/** One change of one balance. */
export interface LedgerEntry {
  /** Ascending over all projects. */
  readonly entryId: number;
  readonly projectId: string;
  readonly payoutId: string | null;
  readonly idempotencyKey: string | null;
  readonly cause: EntryCause;
  /** Signed: a charge is negative. */
  readonly amountSats: Sats;
  readonly balanceAfterSats: Sats;
  readonly createdEpochMs: number;
}

/** Which entries to list. `after` is the cursor of the previous page, or 0. */
export interface EntryQuery {
  readonly projectId: string;
  /** Default: oldest first. */
  readonly newestFirst?: boolean;
  readonly after: number;
  readonly limit: number;
}
