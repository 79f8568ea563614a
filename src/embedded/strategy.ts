import type { Clock } from "../domain/clock.ts";
import type { Sats } from "../domain/money.ts";
import type { Rail, RailPayment } from "../rail/port.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Leasing } from "./leasing.ts";
import type { PayoutRef } from "./ledger/balances.ts";
import type { ChargeRefusal, DuePayout } from "./ledger/intents.ts";
import type { PayoutFailure, PayoutRecord } from "./ledger/payout-records.ts";
import type { Store } from "./ledger/store.ts";

/**
 * A strategy is how the API moves the money of one payout: what it does to the ledger before and after it asks the node to pay. It only uses
 * its ports, so it runs unchanged on another ledger, on another node and under virtual time.
 *
 * There are two families. One pays and then records the payout (`records: "afterwards"`): the service looks the key up before and records the
 * payout after, in two steps, as such code does in the wild. The other claims the key and records its intent first (`records: "first"`).
 */
export type Strategy = AfterwardsStrategy | FirstStrategy;

/** Pays, then records. */
export interface AfterwardsStrategy {
  readonly records: "afterwards";
  /** Pays one payout. Rejects only when the ledger does. */
  pay(payout: StrategyPayout, ports: StrategyPorts): Promise<PaidAfterwards>;
}

/** Records, then pays. */
export interface FirstStrategy {
  readonly records: "first";
  /** Accepts one payout, in the status `pending`. Rejects only when the ledger does. */
  pay(payout: ClaimedPayout, ports: StrategyPorts): Promise<PaidFirst>;
  /** Decides a pending payout, or leaves it for later; absent where a strategy never resumes a payout. */
  resolve?(due: DuePayout, ports: StrategyPorts): Promise<void>;
}

/** What a strategy may use. */
export interface StrategyPorts {
  readonly store: Store;
  readonly rail: Rail;
  readonly clock: Clock;
  readonly checkpoint: Checkpoint;
  readonly leasing: Leasing;
  /** Tells the worker that there is a payout to resolve now. */
  readonly wake: () => void;
}

/** The payout to pay. When it is retried, it has the same id and the same payment. */
export interface StrategyPayout extends PayoutRef {
  /** Amount and fee. */
  readonly costSats: Sats;
  readonly payment: RailPayment;
}

/** The same with the record to write first. */
export interface ClaimedPayout extends StrategyPayout {
  readonly record: PayoutRecord;
}

/** The result. `failed` and `timed-out` are the strategy's conclusion, right or wrong. */
export type PaidAfterwards = { readonly kind: "completed" } | ChargeRefusal | PayoutFailure;

/** The result so far: `pending` is not known yet, and `taken` means that the key already has a payout. */
export type PaidFirst =
  | { readonly kind: "decided"; readonly payout: PayoutRecord }
  | { readonly kind: "pending" }
  | { readonly kind: "taken"; readonly payout: PayoutRecord; readonly isRunning: boolean }
  | ChargeRefusal;
