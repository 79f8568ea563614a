import type { Sats } from "../../domain/money.ts";
import type { PayoutFailure, PayoutRecord } from "./payout-records.ts";

/**
 * Payouts that are recorded before anything else happens. One transaction claims the key, takes the money and records the payment hash, so that
 * even after a crash the node can be asked about the payment. A pending payout belongs to the owner of its lease, and only the owner decides it.
 */
export interface Intents {
  /** Claims the key of a payout and takes its cost, both or neither. */
  claim(intent: Intent): Promise<Claim>;
  /**
   * Decides a pending payout: completed, or failed and refunded. Undefined, with nothing changed, when the payout is already decided or has
   * another owner.
   */
  decide(payoutId: string, owner: string, decision: Decision): Promise<PayoutRecord | undefined>;
  /** True when a pending payout is due; `longestMs` as in `TakeRequest`. */
  isAnyDue(longestMs: number): Promise<boolean>;
  /** Takes due payouts for a new owner, those waiting longest first. */
  take(request: TakeRequest): Promise<readonly DuePayout[]>;
  /** Lets others take a payout from a given time on; null parks it for a person. Does nothing when it has another owner. */
  release(payoutId: string, owner: string, dueEpochMs: number | null): Promise<void>;
  /** Extends the leases of these owners. */
  renew(owners: readonly string[], untilEpochMs: number): Promise<void>;
  /** How many pending payouts are parked for a person. */
  parked(): Promise<number>;
}

/** Until when a payout belongs to an owner, as a date, because the next owner may be another process. */
export interface Lease {
  readonly owner: string;
  readonly untilEpochMs: number;
}

/** What a strategy is about to pay. */
export interface Intent {
  /** With the status `pending`. */
  readonly payout: PayoutRecord;
  /** Amount and fee. */
  readonly costSats: Sats;
  /** `hold` sets the cost aside until the payout is decided; `charge` takes it now. */
  readonly by: "hold" | "charge";
  /** The payment hash of every attempt to pay it. */
  readonly paymentHash: string;
  /** The strategy that decides it once the lease has expired; null where none ever will. */
  readonly resolver: string | null;
  /** Null without an owner: due at once, if it has a resolver. */
  readonly lease: Lease | null;
}

/** The result of a claim. `taken`: the key already has a payout. */
export type Claim =
  | { readonly kind: "claimed" }
  | {
      readonly kind: "taken";
      readonly payout: PayoutRecord;
      /** When the lease of its owner expires, or did; null without an owner. */
      readonly leasedUntilEpochMs: number | null;
    }
  | ChargeRefusal;

/** No money was touched. */
export type ChargeRefusal =
  | { readonly kind: "no-project" }
  | { readonly kind: "insufficient-balance"; readonly balanceSats: Sats };

/** How a payout ends. */
export type Decision = { readonly kind: "completed" } | PayoutFailure;

/** For whom to take how many payouts. */
export interface TakeRequest {
  readonly lease: Lease;
  readonly limit: number;
  /** The longest time until a payout can be due. One beyond it was written before the system clock was set back, and counts as due. */
  readonly longestMs: number;
}

/** A payout that was taken to be decided. */
export interface DuePayout extends Pick<Intent, "payout" | "paymentHash"> {
  readonly resolver: string;
  /** How often it has been taken, this time included. The first time, a payout claimed without a lease cannot have been sent. */
  readonly takes: number;
  readonly lease: Lease;
}
