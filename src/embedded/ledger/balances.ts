import type { Sats } from "../../domain/money.ts";

/**
 * The ledger is the API's own opinion of the money: one balance per project, and one entry for every change of it. Entries are
 * only ever added. All methods are asynchronous, because a ledger that is asked over a network is: whoever reads and then writes
 * has let others in between.
 */
export interface Balances {
  /** What a project holds; undefined when there is no such project. */
  balance(projectId: string): Promise<ProjectBalance | undefined>;
  /** Takes the cost of a payout from its project. Does not ask whether there is enough: that was the caller's question. */
  charge(payout: PayoutRef, costSats: Sats): Promise<void>;
  /** Gives the cost of a payout back. */
  refund(payout: PayoutRef, costSats: Sats): Promise<void>;
  /** Sets a balance to what it once was, whatever happened since. The entry tells the real difference, which may be 0 or negative. */
  restore(payout: PayoutRef, balanceSats: Sats): Promise<void>;
  /** Adds money, and makes the project if it is new. Undefined when the project would hold more than `MAX_BALANCE_SATS`. */
  deposit(projectId: string, amountSats: Sats): Promise<ProjectBalance | undefined>;
  /** The entries of a project after the one named `after`, in the order that is asked for; undefined when there is no such project. */
  entries(query: EntryQuery): Promise<Page<LedgerEntry> | undefined>;
}

/** What one project can hold: all the bitcoin that there will ever be, 21 million. */
export const MAX_BALANCE_SATS: Sats = 2_100_000_000_000_000;

/** A project and the balance it starts with. */
export interface ProjectOpening {
  readonly projectId: string;
  readonly balanceSats: Sats;
}

/** What a project holds: `balanceSats` is available, `heldSats` is set aside for payouts that are not decided. */
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

/**
 * Why a balance changed. `hold` sets the cost of a payout aside, `cancel` gives it back, and `confirm`, which moves nothing, says
 * that it has been spent.
 */
export type EntryCause = "opening" | "deposit" | "charge" | "refund" | "restore" | "hold" | "cancel" | "confirm";

/** One change of one balance. */
export interface LedgerEntry {
  /** Ascends in the order of the changes, over all projects. */
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

/** Which entries to list. `after` is the cursor of the page before, or 0. */
export interface EntryQuery {
  readonly projectId: string;
  /** Oldest first unless told otherwise; then `after` goes on to older ones. */
  readonly newestFirst?: boolean;
  readonly after: number;
  readonly limit: number;
}

/** A page of a list, and the cursor of the next one; null when this is the last. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: number | null;
}
