import type { Clock } from "../domain/clock.ts";
import type { Sats } from "../domain/money.ts";
import type { Rail, RailPayment } from "../rail/port.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Leasing } from "./leasing.ts";
import type { PayoutRef } from "./ledger/balances.ts";
import type { DuePayout } from "./ledger/intents.ts";
import type { PayoutFailure, PayoutRecord } from "./ledger/payout-records.ts";
import type { Store } from "./ledger/store.ts";

/**
 * A strategy is how the API moves the money of one payout: what it does to the ledger before, and after, it asks the node to
 * pay. It sees ports and nothing else, so it runs unchanged on another ledger, on another node and under virtual time.
 *
 * There are two families. One pays first and writes the payout down when it is over (`records: "afterwards"`); the service looks the
 * key up before and writes the payout after, in two steps, as such code does in the wild. The other claims the key and writes down
 * what it is about to do before it does anything (`records: "first"`).
 */
export type Strategy = AfterwardsStrategy | FirstStrategy;

/** Pays first. */
export interface AfterwardsStrategy {
  readonly records: "afterwards";
  /** Pays one payout. Rejects only when the ledger does. */
  pay(payout: StrategyPayout, ports: StrategyPorts): Promise<PaidAfterwards>;
}

/** Writes first. */
export interface FirstStrategy {
  readonly records: "first";
  /** Takes on one payout, in the status `pending`. Rejects only when the ledger does. */
  pay(payout: ClaimedPayout, ports: StrategyPorts): Promise<PaidFirst>;
  /** Decides a payout that nobody has decided, or leaves it for later; absent where nobody comes back to a payout. */
  resolve?(due: DuePayout, ports: StrategyPorts): Promise<void>;
}

/** What a strategy may touch. */
export interface StrategyPorts {
  readonly store: Store;
  readonly rail: Rail;
  readonly clock: Clock;
  readonly checkpoint: Checkpoint;
  readonly leasing: Leasing;
  /** Says that there is a payout to be resolved now, so that nobody waits for the next look. */
  readonly wake: () => void;
}

/** The payout that a strategy is given. The same payout, tried again, has the same id and the same payment. */
export interface StrategyPayout extends PayoutRef {
  /** Amount and fee. */
  readonly costSats: Sats;
  readonly payment: RailPayment;
}

/** The same with the record that is to be written first. */
export interface ClaimedPayout extends StrategyPayout {
  readonly record: PayoutRecord;
}

/** How it went. `failed` and `timed-out` are what the strategy makes of it, right or wrong. */
export type PaidAfterwards = { readonly kind: "completed" } | ChargeRefusal | PayoutFailure;

/** How it went, as far as it went: `pending` is not known yet, and `taken` means that the key has a payout already. */
export type PaidFirst =
  | { readonly kind: "decided"; readonly payout: PayoutRecord }
  | { readonly kind: "pending" }
  | { readonly kind: "taken"; readonly payout: PayoutRecord; readonly isRunning: boolean }
  | ChargeRefusal;

/** No money was touched. */
export type ChargeRefusal =
  | { readonly kind: "no-project" }
  | { readonly kind: "insufficient-balance"; readonly balanceSats: Sats };
