/** Rewards and the treasury, in one SQLite file. `free` is what can be spent, `reserved` is set aside for rewards that are not decided. Amounts are sats. */
import { randomUUID } from "node:crypto";
import Database from "libsql";

const SCHEMA = `
pragma journal_mode = wal;
create table if not exists treasury (account text primary key, free integer not null, reserved integer not null default 0);
create table if not exists rewards (
  number integer primary key, id text unique, reward_id text, account text, gamertag text, sats integer,
  status text not null default 'sending', transaction_id text, note text, unique (account, reward_id));
create table if not exists ledger (
  number integer primary key, account text, reward text, what text, change integer, at integer not null default (unixepoch('subsec') * 1000));
insert or ignore into treasury (account, free) values ('season', 5000000);
`;

const SHOWN = "number, id, reward_id as rewardId, account, gamertag, sats, status, note";
const PAGE = 100;

export class Store {
  #db;

  constructor(file) {
    this.#db = new Database(file);
    this.#db.exec(SCHEMA);
  }

  reward(id) {
    return this.#row(`select ${SHOWN} from rewards where id = ?`, id);
  }

  rewards(account, after) {
    return this.#db
      .prepare(`select ${SHOWN} from rewards where account = ? and number > ? order by number limit ?`)
      .all(account, after, PAGE);
  }

  treasury(account) {
    return this.#row("select account, free, reserved from treasury where account = ?", account) ?? {};
  }

  ledger(account, offset, limit) {
    return this.#db
      .prepare("select * from ledger where account = ? order by number limit ? offset ?")
      .all(account, limit, offset);
  }

  followed() {
    return this.#db.prepare("select * from rewards where status = 'processing'").all();
  }

  /** Sets the money of a new reward aside; of one that is known, nothing is changed. */
  begin({ rewardId, account, gamertag, sats }) {
    return this.#transaction(() => {
      const known = this.#db
        .prepare("select * from rewards where account = ? and reward_id = ?")
        .get(account, rewardId);
      const isOther = known !== undefined && (known.gamertag !== gamertag || known.sats !== sats);
      if (isOther) return { refusal: { status: 409, code: "reward_id_taken" } };
      if (known !== undefined) return { reward: known, isNew: false };
      const set = "update treasury set free = free - ?1, reserved = reserved + ?1 where account = ?2 and free >= ?1";
      if (this.#db.prepare(set).run(sats, account).changes === 0)
        return { refusal: { status: 402, code: "treasury_empty" } };
      const id = randomUUID();
      this.#db
        .prepare("insert into rewards (id, reward_id, account, gamertag, sats) values (?, ?, ?, ?, ?)")
        .run(id, rewardId, account, gamertag, sats);
      this.#enter(account, id, "reserve", -sats);
      return { reward: this.#db.prepare("select * from rewards where id = ?").get(id), isNew: true };
    });
  }

  /** Paid or failed, once. */
  decide(reward, status, note) {
    this.#transaction(() => {
      const open = "select * from rewards where id = ? and status in ('sending', 'processing', 'review')";
      if (this.#row(open, reward.id) !== undefined) this.#enterEnd(reward, status, note);
    });
  }

  /** Paid or failed, whether or not it has been booked before. */
  book(reward, status, note) {
    this.#transaction(() => this.#enterEnd(reward, status, note));
  }

  #enterEnd({ id, account, sats }, status, note) {
    this.#db.prepare("update rewards set status = ?, note = ? where id = ?").run(status, note, id);
    const returned = status === "failed" ? sats : 0;
    this.#db
      .prepare("update treasury set free = free + ?, reserved = reserved - ? where account = ?")
      .run(returned, sats, account);
    this.#enter(account, id, status === "failed" ? "return" : "spend", returned);
  }

  /** ZBD has it, and has not decided it. */
  follow({ id }, transactionId) {
    this.#db
      .prepare("update rewards set status = 'processing', transaction_id = ? where id = ?")
      .run(transactionId, id);
  }

  /** Nobody knows. The money stays where it is. */
  park({ id }, note) {
    this.#db
      .prepare("update rewards set status = 'review', note = ? where id = ? and status = 'sending'")
      .run(note, id);
  }

  parkOpen(note) {
    this.#db.prepare("update rewards set status = 'review', note = ? where status = 'sending'").run(note);
  }

  /** One row, without what libsql adds to it. */
  #row(sql, value) {
    return this.#db.prepare(sql).all(value)[0];
  }

  #enter(account, reward, what, change) {
    this.#db
      .prepare("insert into ledger (account, reward, what, change) values (?, ?, ?, ?)")
      .run(account, reward, what, change);
  }

  #transaction(work) {
    return this.#db.transaction(work).immediate();
  }
}
