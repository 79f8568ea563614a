/** The ledger, in one SQLite file: quotes, which become payments when they are executed, and moves, whose sum is the balance. Amounts are sats. */
import { randomUUID } from "node:crypto";
import Database from "libsql";

/** Half a percent, rounded up, and at least 2 sats. */
const feeOf = (sats) => Math.max(Math.ceil((sats * 5) / 1000), 2);

const SCHEMA = `
pragma journal_mode = wal;
pragma busy_timeout = 5000;
create table if not exists quotes (
  id text primary key, account text not null, request_id text not null, invoice text not null, hash text not null,
  sats integer not null, fee integer not null, state text not null default 'QUOTED', reason text, unique (account, request_id));
create index if not exists quotes_open on quotes (state) where state = 'PENDING';
create index if not exists quotes_of_invoice on quotes (hash);
create table if not exists moves (
  id integer primary key, account text not null, quote text, kind text not null, sats integer not null,
  made_at text not null default (strftime('%Y-%m-%d %H:%M:%f', 'now')));
create index if not exists moves_of_account on moves (account, id);
`;

export class Ledger {
  #db;

  constructor(file) {
    this.#db = new Database(file);
    this.#db.exec(SCHEMA);
    const opening =
      "insert into moves (account, kind, sats) select ?1, 'opening', ?2 where not exists (select 1 from moves where account = ?1)";
    for (const account of ["main", "bonus"]) this.#db.prepare(opening).run(account, 5_000_000);
  }

  balances() {
    return this.#db.prepare("select account, sum(sats) as sats from moves group by account").all();
  }

  quote(id) {
    return this.#db.prepare("select * from quotes where id = ?").get(id);
  }

  pending() {
    return this.#db.prepare("select * from quotes where state = 'PENDING'").all();
  }

  /** The quote of a request, which is made when the request comes for the first time. */
  quoteFor({ account, requestId, invoice, hash, sats }) {
    this.#db
      .prepare(
        `insert into quotes (id, account, request_id, invoice, hash, sats, fee) values (?, ?, ?, ?, ?, ?, ?)
         on conflict (account, request_id) do nothing`,
      )
      .run(randomUUID(), account, requestId, invoice, hash, sats, feeOf(sats));
    return this.#db.prepare("select * from quotes where account = ? and request_id = ?").get(account, requestId);
  }

  /** Takes the money, once: "taken", "known" where it was executed before, or why it cannot be. */
  execute(id) {
    return this.#transaction(() => {
      const { account, hash, sats, fee, state } = this.quote(id);
      if (state !== "QUOTED") return "known";
      const isUsed = this.#db
        .prepare("select 1 from quotes where hash = ? and state in ('PENDING', 'COMPLETED')")
        .get(hash);
      if (isUsed !== undefined) return "INVOICE_IN_USE";
      const balance = this.#db
        .prepare("select coalesce(sum(sats), 0) as sats from moves where account = ?")
        .get(account);
      if (balance.sats < sats + fee) return "INSUFFICIENT_FUNDS";
      this.#db.prepare("update quotes set state = 'PENDING' where id = ?").run(id);
      this.#move(account, id, "payout", -(sats + fee));
      return "taken";
    });
  }

  complete(id) {
    this.#db.prepare("update quotes set state = 'COMPLETED' where id = ? and state = 'PENDING'").run(id);
  }

  /** Gives the money back, unless the payment is decided. */
  fail(id, reason) {
    this.#transaction(() => {
      const { account, sats, fee, state } = this.quote(id);
      if (state !== "PENDING") return;
      this.#db.prepare("update quotes set state = 'FAILED', reason = ? where id = ?").run(reason, id);
      this.#move(account, id, "payout-reversal", sats + fee);
    });
  }

  #move(account, quote, kind, sats) {
    this.#db
      .prepare("insert into moves (account, quote, kind, sats) values (?, ?, ?, ?)")
      .run(account, quote, kind, sats);
  }

  #transaction(work) {
    return this.#db.transaction(work).immediate();
  }
}
