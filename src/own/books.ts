import type { EntryEffect } from "../domain/books.ts";
import type { Msat } from "../domain/money.ts";
import type { AccountBalance, Move, Transaction } from "./ports.ts";

/** One entry of the ledger. */
export interface BookEntry extends Move {
  /** From 1, in the order of the commits. */
  readonly entryId: number;
  readonly deltaMsat: Msat;
  readonly balanceAfterMsat: Msat;
  readonly enteredEpochMs: number;
}

/** What a move does to a balance: to what is available, and to what is held, for each msat. */
const signs: Readonly<Record<Exclude<EntryEffect, "deposit">, readonly [available: number, held: number]>> = {
  charge: [-1, 0],
  refund: [1, 0],
  hold: [-1, 1],
  release: [1, -1],
  confirm: [0, -1],
  other: [1, 0],
};

/** What is committed: balances, entries and rows. */
export class Books {
  readonly accounts = new Map<string, AccountBalance>();
  readonly entries: BookEntry[] = [];
  readonly tables = new Map<string, ReadonlyMap<string, unknown>>();

  /** Begins a transaction, of which nothing is seen here until it is applied. */
  begin(): Draft {
    return new Draft(this);
  }
}

/** A transaction that is not committed yet. */
export class Draft implements Transaction {
  readonly #books: Books;
  readonly #accounts = new Map<string, AccountBalance>();
  readonly #tables = new Map<string, Map<string, unknown>>();
  readonly moves: Move[] = [];
  #entered: Omit<BookEntry, "entryId" | "enteredEpochMs">[] = [];
  #isOver = false;

  constructor(books: Books) {
    this.#books = books;
  }

  /** True where it would change something. */
  get writes(): boolean {
    return this.moves.length > 0 || this.#tables.size > 0;
  }

  async balance(account: string): Promise<AccountBalance> {
    return this.#balanceOf(account);
  }

  async move(move: Move): Promise<void> {
    const { account, effect, msat } = move;
    if (!Number.isSafeInteger(msat) || (msat < 0 && effect !== "other"))
      throw new RangeError(`msat must be a whole number from 0 (got ${msat})`);
    const before = this.#balanceOf(account);
    const [available, held] = signs[effect];
    const deltaMsat = available * msat + 0;
    const after = { availableMsat: before.availableMsat + deltaMsat, heldMsat: before.heldMsat + held * msat };
    this.#accounts.set(account, after);
    this.moves.push(move);
    this.#entered.push({ ...move, deltaMsat, balanceAfterMsat: after.availableMsat });
  }

  async get<Row>(table: string, key: string): Promise<Row | undefined> {
    return structuredClone(this.#rowsOf(table).get(key)) as Row | undefined;
  }

  async put<Row>(table: string, key: string, row: Row): Promise<void> {
    this.#changed(table).set(key, structuredClone(row));
  }

  async delete(table: string, key: string): Promise<void> {
    this.#changed(table).delete(key);
  }

  async rows<Row>(table: string): Promise<readonly Row[]> {
    return [...this.#rowsOf(table).values()].map((row) => structuredClone(row) as Row);
  }

  /** Commits it. Returns its entries. */
  apply(nowEpochMs: number): readonly BookEntry[] {
    this.end();
    const { accounts, entries, tables } = this.#books;
    for (const [account, balance] of this.#accounts) accounts.set(account, balance);
    for (const [table, rows] of this.#tables) tables.set(table, rows);
    const { length } = entries;
    const made = this.#entered.map((entered, index) => {
      return { ...entered, entryId: length + index + 1, enteredEpochMs: nowEpochMs };
    });
    entries.push(...made);
    return made;
  }

  /** Nothing can be done in it any more. */
  end(): void {
    this.#isOver = true;
  }

  #balanceOf(account: string): AccountBalance {
    this.#mustBeOpen();
    const balance = this.#accounts.get(account) ?? this.#books.accounts.get(account);
    if (balance === undefined) throw new RangeError(`there is no account ${JSON.stringify(account)}`);
    return balance;
  }

  #rowsOf(table: string): ReadonlyMap<string, unknown> {
    this.#mustBeOpen();
    return this.#tables.get(table) ?? this.#books.tables.get(table) ?? none;
  }

  /** A copy of the table, which is small: an explored run has few payouts. */
  #changed(table: string): Map<string, unknown> {
    const rows = this.#rowsOf(table);
    const changed = this.#tables.get(table) ?? new Map(rows);
    this.#tables.set(table, changed);
    return changed;
  }

  #mustBeOpen(): void {
    if (this.#isOver) throw new Error("the transaction is over: await all that is done in it before its work returns");
  }
}

const none: ReadonlyMap<string, unknown> = new Map();
