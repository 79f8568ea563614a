import type { EntryEffect, PayoutState } from "../domain/books.ts";
import type { Call, Selector, Template, Unit } from "./service-call.ts";

/** An amount in an answer. The unit is the file's where null. */
export interface Amount {
  readonly select: Selector;
  readonly unit: Unit | null;
  /** True where only a JSON number without a fraction counts; else a text of digits, and decimals down to a msat, count too. */
  readonly integer?: boolean | undefined;
  /** True where only a JSON number counts, decimals down to a msat included. */
  readonly number?: boolean | undefined;
}

/** The call that reads a balance. */
export interface BalanceCall {
  readonly call: Call;
  readonly available: Amount;
  /** What is set aside; null where the service holds nothing, or the available balance already contains it. */
  readonly held: Amount | null;
}

/** How a list is read page by page. */
export type Paging =
  | { readonly kind: "none" }
  /** The selector finds the cursor of the next page; `${cursor}` is empty at first. Null stands for the id of the last row. */
  | { readonly kind: "cursor"; readonly next: Selector | null }
  /** `${page}`, counted from `from`; ends with an empty page. */
  | { readonly kind: "page"; readonly from: number }
  /** `${offset}` in rows; ends with an empty page. */
  | { readonly kind: "offset" };

/** A list of rows. `${limit}` is its page size. */
export interface ListCall {
  readonly call: Call;
  readonly list: Selector;
  readonly paging: Paging;
  readonly limit: number;
}

/** The entries of an account. */
export interface EntriesCall extends ListCall {
  readonly order: "newest-first" | "oldest-first" | null;
  /** The call that lists the newest first, if another one does. */
  readonly newest: Call | null;
  readonly row: EntryRow;
}

/** Where an entry of the list has what. */
export interface EntryRow {
  readonly id: Selector | null;
  /** The key of its payout. */
  readonly key: Selector | null;
  /** The service's id of its payout. */
  readonly payout: Selector | null;
  readonly amount: Amount;
  /** Amounts are signed where null; else the word of `type` decides. */
  readonly type: Selector | null;
  readonly effects: Readonly<Record<string, EntryEffect>>;
  /** True where amounts carry no sign, and effects give them theirs. */
  readonly unsigned: boolean;
  readonly balanceAfter: Amount | null;
  /** When it was made: a date, or a number of seconds or milliseconds since 1970. */
  readonly at: Selector | null;
}

/** The payouts of an account. */
export interface PayoutsCall extends ListCall {
  /** The call that lists only those that are pending; null where there is none. */
  readonly pending: Call | null;
  readonly row: PayoutRow;
}

/** Where a payout of the list has what. */
export interface PayoutRow {
  readonly id: Selector | null;
  readonly key: Selector | null;
  readonly account: Selector | null;
  readonly payee: Selector | null;
  readonly amount: Amount | null;
  readonly state: Selector;
  readonly states: Readonly<Record<string, PayoutState>>;
}

/** Queries whose columns have the names of `EntryRow` and `PayoutRow`; `:account` is the account. */
export interface SqlBooks {
  /** `postgres://…`, or the path of a SQLite file. */
  readonly database: Template;
  /** Columns `available` and `held`. */
  readonly balance: string | null;
  /** Columns `id`, `key`, `payout`, `amount`, `type`, `balance_after`, `at`; `:after` is the last id that was read. */
  readonly entries: string | null;
  /** Columns `id`, `key`, `state`, `amount`, `payee`. */
  readonly payouts: string | null;
  readonly unit: Unit | null;
  readonly effects: Readonly<Record<string, EntryEffect>>;
  readonly unsigned: boolean;
  readonly states: Readonly<Record<string, PayoutState>>;
}
