import type { EntryEffect } from "../domain/books.ts";
import type { Clock } from "../domain/clock.ts";
import type { Msat } from "../domain/money.ts";
import type { Chance } from "../domain/random.ts";
import type { RailAnswer, RailState } from "../rail/port.ts";

/**
 * What a payout function is written against, so that it runs in production on adapters of yours, and under `exploreService` on a ledger, a rail
 * and a clock that lose nothing and hide nothing. All that it knows after a crash is in the ledger.
 */
export interface Ports {
  readonly ledger: Ledger;
  readonly rail: PaymentRail;
  /** Virtual time. What waits for it ends with the process. */
  readonly clock: Clock;
  /** A random number in [0, 1), the same ones for the same seed. */
  readonly chance: Chance;
  /** The number of this process among those that share the ledger, from 1. It has the same one after a restart. */
  readonly instance: number;
}

/** A database with balances, entries and tables of your own. */
export interface Ledger {
  /**
   * Does the work in one transaction, and resolves once it is committed. Transactions happen one after the other, each wholly or not at all.
   * Rejects with what the work throws, and then nothing has changed. @throws LedgerError where a scenario has a fault of the storage,
   * or an exception right after the commit
   */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

/** What a transaction can do. Rows are copied on their way in and out. Nothing here waits for anybody. */
export interface Transaction {
  /** @throws Error for an account that does not exist */
  balance(account: string): Promise<AccountBalance>;
  /** Moves money, and makes an entry of it, which is what the judge reads. A balance may become negative. */
  move(move: Move): Promise<void>;
  /** The row under this key, or undefined. */
  get<Row>(table: string, key: string): Promise<Row | undefined>;
  /** Writes a row of plain data. A table exists once a row is put into it. */
  put<Row>(table: string, key: string, row: Row): Promise<void>;
  delete(table: string, key: string): Promise<void>;
  /** The rows of a table, in the order in which they were first put there. */
  rows<Row>(table: string): Promise<readonly Row[]>;
}

/** What an account holds: available, and set aside by holds. */
export interface AccountBalance {
  readonly availableMsat: Msat;
  readonly heldMsat: Msat;
}

/** One change of a balance. */
export interface Move {
  readonly account: string;
  /** The key of the payout that it is for. */
  readonly key: string;
  /**
   * `charge` takes money and `refund` gives it back. `hold` sets it aside, `release` gives that back, and `confirm` spends it. `other` is anything
   * else, such as a balance that is set to an earlier value.
   */
  readonly effect: Exclude<EntryEffect, "deposit">;
  /** From 0, whatever the direction; only of `other` it is what is added, negative for what is taken. */
  readonly msat: Msat;
}

/** The way to the Lightning node. */
export interface PaymentRail {
  /** Pays, and waits for the answer until the timeout of the scenario. Rejects only where a scenario has an exception. */
  pay(payment: Payment, terms?: PayTerms): Promise<RailAnswer>;
  /** How a payment stands. `absent`: not initiated yet, which may change; `unknown`: the node could not be asked. Never rejects. */
  lookUp(paymentId: string): Promise<RailState>;
}

/** A payment. */
export interface Payment {
  /** Yours; the payment hash follows from it. The node of most scenarios pays a hash once, and again only after it has failed. */
  readonly paymentId: string;
  /** As the request names it. */
  readonly payee: string;
  readonly amountMsat: Msat;
}

/** When a payment may still be sent. */
export interface PayTerms {
  /** Asked at the last moment; where it returns false nothing is sent, and the answer is `broken` with the reason `TOO_LATE`. */
  readonly maySend?: () => boolean;
}

/** A payout service in one process. */
export interface OwnService {
  /**
   * Makes a payout, or says why not. A client may send the same key again. An error that it throws ends the exploration, as a bug, unless it comes
   * from a fault of the scenario.
   */
  pay(request: PayoutRequest): Promise<PayoutAnswer>;
  /**
   * What goes on in the background, such as a worker: begun with the process, and it ends with it. When it throws because of a fault of the scenario
   * it is begun again; any other error ends the exploration.
   */
  work?(): Promise<void>;
  /** Ends what it began; called when the process is asked to end, and not when it crashes. */
  close?(): Promise<void> | void;
}

/** A payout, as it is asked for. */
export interface PayoutRequest {
  /** The idempotency key. */
  readonly key: string;
  /** Whose balance pays: a project of the scenario. */
  readonly account: string;
  readonly payee: string;
  /** What the payee gets. */
  readonly amountMsat: Msat;
  /** What the account is charged: the amount, and the fee of the scenario. */
  readonly costMsat: Msat;
}

/**
 * - `paid`: it is complete.
 * - `pending`: it is accepted, and will be decided later.
 * - `running`: an earlier request with this key is still being carried out.
 * - `failed`: the payment has failed for good; the charge is refunded.
 * - `insufficient-funds`: refused before any payment, because the balance is too low.
 * - `rejected`: refused before any payment, for another reason.
 * - `unknown`: it may have been paid, or not.
 */
export type PayoutAnswer = (typeof payoutAnswers)[number];

/** Every answer to a payout. */
export const payoutAnswers = [
  "paid",
  "pending",
  "running",
  "failed",
  "insufficient-funds",
  "rejected",
  "unknown",
] as const;

/** How a payout stands; `absent` where there is none under the key. */
export type PayoutStatus = PayoutAnswer | "absent";

/** The storage failed, or an exception came right after a commit, as the scenario wants it. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
  /** True where the transaction certainly has changed nothing. After a commit whose answer was lost nobody knows. */
  readonly isUndone: boolean;

  constructor(message: string, isUndone: boolean) {
    super(message);
    this.isUndone = isUndone;
  }
}
