import type { Msat, Sats } from "../domain/money.ts";
import type { Answer } from "../domain/send.ts";
import type { Balance, Entry, ListedPayout } from "../service/target.ts";
import type { TestRail } from "./rail.ts";

/** A payout service as its service file describes it. */
export interface TestService {
  readonly name: string;
  /** The accounts of the file. Where it has one, calls need not name it. */
  readonly accounts: readonly string[];
  /** Its provider. @throws Error where the file has no rails and `loadService` was given none */
  readonly rail: TestRail;
  /** Starts it as the file says, and resolves when it is ready. Nothing happens where the file says nothing, or a `url` was given. */
  start(): Promise<void>;
  /** What an account holds now, in msat. */
  balance(account?: string): Promise<Balance>;
  /** The entries of an account that were not there when the service was opened; none where it lists none. */
  entries(account?: string): Promise<readonly Entry[]>;
  /** The payouts of an account, as the service lists them; none where it has no list. */
  payouts(account?: string): Promise<readonly ListedPayout[]>;
  /** Sends a payout and resolves with the answer, which may be `pending` or `unknown`; never rejects for what the service does. */
  pay(payout: NewPayout): Promise<PayoutAnswer>;
  /** Gives money to an account, where the file says how. */
  fund(account: string, amountSats: Sats): Promise<void>;
  /** Stops what was started, with the rails of the file. */
  close(): Promise<void>;
}

/** A payout to send. */
export interface NewPayout {
  /** Not needed where the file has one account. */
  readonly account?: string | undefined;
  /** In sats. */
  readonly amount: Sats;
  /** The name of who is paid: the rail has an invoice, an address, a node key and a gamertag for each. Default: one that nobody else has. */
  readonly payee?: string | undefined;
  /** The idempotency key: give the key of an earlier payout to send that one again. Default: a new one. */
  readonly key?: string | undefined;
}

/** What a payout was answered, and its key. */
export interface PayoutAnswer extends Answer {
  readonly key: string;
  readonly payee: string;
  readonly amountMsat: Msat;
}
