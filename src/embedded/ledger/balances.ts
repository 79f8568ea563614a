import type { Msat } from "../../domain/money.ts";
import type { Page } from "./pagination.ts";

/** The API's own books: one balance per project, and one append-only entry for every change of it. */
export interface Balances {
  /** The balance of a project; undefined when there is no such project. */
  balance(projectId: string): Promise<ProjectBalance | undefined>;
  /** Takes the cost of a payout from its project, without checking the balance. */
  charge(payout: PayoutRef, costMsat: Msat): Promise<void>;
  /** Refunds the cost of a payout. */
  refund(payout: PayoutRef, costMsat: Msat): Promise<void>;
  /** Returns the reserve of a payout that was paid. */
  returnReserve(payout: PayoutRef, reserveMsat: Msat): Promise<void>;
  /** Resets a balance to an earlier one, whatever happened since. The entry has the actual difference, which may be 0 or negative. */
  restore(payout: PayoutRef, balanceMsat: Msat): Promise<void>;
  /** Adds money, and creates the project if needed. Undefined when the balance would exceed `MAX_BALANCE_MSAT`. */
  deposit(projectId: string, amountMsat: Msat): Promise<ProjectBalance | undefined>;
  /** A page of a project's entries; undefined when there is no such project. */
  entries(query: EntryQuery): Promise<Page<LedgerEntry> | undefined>;
}

/** The largest balance: 40,000 bitcoins. Of more, a JavaScript number does not hold every amount in sats with three decimals exactly. */
export const MAX_BALANCE_MSAT: Msat = 4_000_000_000_000_000;

/** A project and its opening balance. */
export interface ProjectOpening {
  readonly projectId: string;
  readonly balanceMsat: Msat;
}

/** `balanceMsat` is available; `heldMsat` is set aside for pending payouts. */
export interface ProjectBalance {
  readonly balanceMsat: Msat;
  readonly heldMsat: Msat;
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
  readonly amountMsat: Msat;
  readonly balanceAfterMsat: Msat;
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
