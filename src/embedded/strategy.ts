import type { Clock } from "../domain/clock.ts";
import type { Msat } from "../domain/money.ts";
import type { RailPayment } from "../rail/core/payment.ts";
import type { Rail, RailEvent } from "../rail/port.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Leasing } from "./leasing.ts";
import type { PayoutRef } from "./ledger/balances.ts";
import type { ChargeRefusal, Decision, DuePayout } from "./ledger/intents.ts";
import type { PayoutRecord } from "./ledger/payout-records.ts";
import type { Store } from "./ledger/store.ts";

/**
 * What the API does to the ledger before and after it asks the node to pay. A strategy only uses its ports, so it also runs under virtual time.
 * One family pays and then records the payout, as much code in the wild does; the other first claims the key and records its intent.
 */
export type Strategy = AfterwardsStrategy | FirstStrategy;

/** Pays, then records. */
export interface AfterwardsStrategy {
  readonly records: "afterwards";
  /** Pays one payout, and then calls `record` once with its end. Rejects only when the ledger or a checkpoint does. */
  pay(payout: StrategyPayout, ports: StrategyPorts, record: RecordEnd): Promise<PaidAfterwards>;
  /** The rail has told how a payment ended whose payout is recorded. Absent where a strategy does not listen. */
  hear?(event: HeardAfterwards, ports: StrategyPorts): Promise<void>;
}

/** What the rail told of a payment, and the payout as it stands. */
export interface HeardAfterwards extends Pick<RailEvent, "status"> {
  readonly payout: StrategyPayout;
  readonly record: PayoutRecord;
}

/** Writes how a payout ended. The decision is the strategy's conclusion, right or wrong. */
export type RecordEnd = (decision: Decision) => Promise<PayoutRecord>;

/** Records, then pays. */
export interface FirstStrategy {
  readonly records: "first";
  /** Accepts one payout, in the status `pending`. Rejects only when the ledger or a checkpoint does. */
  pay(payout: ClaimedPayout, ports: StrategyPorts): Promise<PaidFirst>;
  /** Decides a pending payout, or leaves it for later; absent where a strategy never resumes a payout. */
  resolve?(due: DuePayout, ports: StrategyPorts): Promise<void>;
  /** The rail has told how a payment ended. Absent where a strategy does not listen. */
  hear?(event: RailEvent, ports: StrategyPorts): Promise<void>;
}

/** What a strategy may use. */
export interface StrategyPorts {
  readonly store: Store;
  readonly rail: Rail;
  readonly clock: Clock;
  readonly checkpoint: Checkpoint;
  readonly leasing: Leasing;
  /** How long after a payment has failed for good the node is asked once more, by the strategies that do; null for never. */
  readonly recheckAfterMs: number | null;
  /** Tells the worker that there is a payout to resolve now. */
  readonly wake: () => void;
}

/** The payout to pay. A retry has the same id and the same payment. */
export interface StrategyPayout extends PayoutRef {
  /** What is taken before the payment: amount, fee and reserve. */
  readonly costMsat: Msat;
  /** The part of it that is returned when the payment settles. */
  readonly reserveMsat: Msat;
  /** The part of it that is not returned when the payment fails. */
  readonly keptMsat: Msat;
  readonly payment: RailPayment;
}

/** The same with the record to write first. */
export interface ClaimedPayout extends StrategyPayout {
  readonly record: PayoutRecord;
}

/** `recorded`: the payout has ended, and is in the ledger. */
export type PaidAfterwards = { readonly kind: "recorded"; readonly payout: PayoutRecord } | ChargeRefusal;

/** `taken`: the key already has a payout. */
export type PaidFirst =
  | { readonly kind: "decided"; readonly payout: PayoutRecord }
  | { readonly kind: "pending" }
  | { readonly kind: "taken"; readonly payout: PayoutRecord; readonly isRunning: boolean }
  | ChargeRefusal;
