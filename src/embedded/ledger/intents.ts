import type { Msat } from "../../domain/money.ts";
import type { PayoutFailure, PayoutRecord } from "./payout-records.ts";

/**
 * Payouts that are recorded, with their payment hash, before the node is asked, so that it can be asked again after a crash. A pending payout
 * belongs to the owner of its lease, and only the owner decides it.
 */
export interface Intents {
  /** Claims the key of a payout and takes its cost, both or neither. */
  claim(intent: Intent): Promise<Claim>;
  /**
   * Completes a pending payout and returns its reserve, or fails and refunds it, less what is kept. Undefined, with nothing changed, when it is
   * decided or has another owner. A failed one is due again for its recheck; default none.
   */
  decide(payoutId: string, owner: string, decision: Decision, recheck?: Recheck): Promise<PayoutRecord | undefined>;
  /**
   * Completes a failed payout whose payment has settled after all, and charges it again, below zero if need be, because the payee has the money.
   * Undefined, with nothing changed, when it has another owner.
   */
  chargeAgain(payoutId: string, owner: string): Promise<PayoutRecord | undefined>;
  /** True when a payout is due; `longestMs` as in `TakeRequest`. */
  isAnyDue(longestMs: number): Promise<boolean>;
  /** Takes due payouts for a new owner, those waiting longest first. */
  take(request: TakeRequest): Promise<readonly DuePayout[]>;
  /**
   * Lets others take a payout from a given time on. Null parks a pending one for a person, and closes the recheck of a failed one. Does nothing when
   * it has another owner.
   */
  release(payoutId: string, owner: string, dueEpochMs: number | null): Promise<void>;
  /** Makes a payout due now if it waits to be taken, because there is news of its payment. */
  hasten(paymentHash: string): Promise<void>;
  /** Extends the leases of these owners. */
  renew(owners: readonly string[], untilEpochMs: number): Promise<void>;
  /** How many pending payouts are parked for a person. */
  parked(): Promise<number>;
}

/** Until when a payout belongs to an owner, as a date: the next owner may be another process. */
export interface Lease {
  readonly owner: string;
  readonly untilEpochMs: number;
}

/** What a strategy is about to pay. */
export interface Intent {
  /** With the status `pending`. */
  readonly payout: PayoutRecord;
  /** Amount, fee and reserve. */
  readonly costMsat: Msat;
  /** `hold` sets the cost aside until the payout is decided; `charge` takes it now. */
  readonly by: "hold" | "charge";
  /** The payment hash of every attempt to pay it. */
  readonly paymentHash: string;
  /** The strategy that decides it once the lease has expired; null where none ever will. */
  readonly resolver: string | null;
  /** Null without an owner: due at once, if it has a resolver. */
  readonly lease: Lease | null;
}

/** `taken`: the key already has a payout. */
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
  | { readonly kind: "insufficient-balance"; readonly balanceMsat: Msat };

/** How a payout ends. */
export type Decision = { readonly kind: "completed" } | PayoutFailure;

/** When others can take a failed payout, to ask the node once more; null where its failure is believed. */
export type Recheck = { readonly dueEpochMs: number } | null;

/** Which payouts to take. */
export interface TakeRequest {
  readonly lease: Lease;
  readonly limit: number;
  /** A payout that is due later than this was written before the system clock was set back, and counts as due. */
  readonly longestMs: number;
}

/** A payout that was taken: to be decided if it is pending, otherwise to have its failure checked. */
export interface DuePayout extends Pick<Intent, "payout" | "paymentHash"> {
  readonly resolver: string;
  /** How many times it has been claimed, including this time. */
  readonly takes: number;
  readonly lease: Lease;
}
