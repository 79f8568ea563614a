import type { Sats } from "../../domain/money.ts";
import type { PayoutFailure, PayoutRecord } from "./payout-records.ts";

/**
 * Payouts that are written down before anything is done about them. One transaction claims the key, takes the money and says what
 * is about to be paid, under which payment hash; so whoever finds the payout later, after a crash too, can find out at the node what
 * became of it. A payout that is not decided belongs to whoever holds its lease, and only the holder decides it.
 */
export interface Intents {
  /** Claims the key of a payout and takes its cost, both or neither. */
  claim(intent: Intent): Promise<Claim>;
  /**
   * Decides a pending payout: completed, or given up and its cost given back. Undefined, and nothing changed, when the payout is
   * decided already or belongs to another owner.
   */
  decide(payoutId: string, owner: string, decision: Decision): Promise<PayoutRecord | undefined>;
  /** True when a pending payout waits for somebody to take it; `longestMs` as in a `TakeRequest`. */
  isAnyDue(longestMs: number): Promise<boolean>;
  /** Takes pending payouts that are due, the longest waiting first, for a new owner. */
  take(request: TakeRequest): Promise<readonly DuePayout[]>;
  /** Lets others take a payout from a moment on; null for never: a person has to look at it. Nothing happens to another's payout. */
  release(payoutId: string, owner: string, dueEpochMs: number | null): Promise<void>;
  /** Extends the leases of these owners. */
  renew(owners: readonly string[], untilEpochMs: number): Promise<void>;
  /** How many pending payouts nobody will take any more. */
  parked(): Promise<number>;
}

/** Until when a payout belongs to an owner. Dates, because the next owner may be another process. */
export interface Lease {
  readonly owner: string;
  readonly untilEpochMs: number;
}

/** What a strategy is about to do. */
export interface Intent {
  /** In the status `pending`. */
  readonly payout: PayoutRecord;
  /** Amount and fee. */
  readonly costSats: Sats;
  /** `hold` sets the cost aside until the payout is decided; `charge` takes it at once. */
  readonly by: "hold" | "charge";
  /** The payment hash that the payout is paid under, whoever pays it and however often it is tried. */
  readonly paymentHash: string;
  /** The strategy that decides it once the lease has ended; null where nobody ever will. */
  readonly resolver: string | null;
  /** Null where nobody holds it yet: it is due at once, if it has a resolver. */
  readonly lease: Lease | null;
}

/** What came of claiming. `taken`: the key has a payout already. */
export type Claim =
  | { readonly kind: "claimed" }
  | {
      readonly kind: "taken";
      readonly payout: PayoutRecord;
      /** When the lease of the one who is at work on it ends, or ended; null where nobody is. */
      readonly leasedUntilEpochMs: number | null;
    }
  | { readonly kind: "no-project" }
  | { readonly kind: "insufficient-balance"; readonly balanceSats: Sats };

/** How a payout ends. */
export type Decision = { readonly kind: "completed" } | PayoutFailure;

/** Who takes how many payouts. */
export interface TakeRequest {
  readonly lease: Lease;
  readonly limit: number;
  /** No payout is rightly due later than so long after now; one that is was written before the date was set back, and is due as well. */
  readonly longestMs: number;
}

/** A payout that somebody has taken in order to decide it. */
export interface DuePayout {
  readonly payout: PayoutRecord;
  readonly paymentHash: string;
  readonly resolver: string;
  /** How often it has been taken, this time included; claimed without a lease and taken for the first time, nobody can have sent it. */
  readonly takes: number;
  readonly lease: Lease;
}
