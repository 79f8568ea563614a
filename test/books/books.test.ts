import { rmSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Books, type BooksOptions, openBooks } from "../../src/books/open-books.ts";
import { systemClock } from "../../src/domain/clock.ts";
import type { SqlBooks } from "../../src/service/service-file.ts";
import type { Entry, Reading } from "../../src/service/target.ts";
import { onceForAll, temporaryFolder } from "../e2e/program.ts";
import { hasPostgres, startPostgres } from "../postgres.ts";

/** A small ledger of somebody else's, that both databases understand. */
const LEDGER = `
create table accounts (id text primary key, available bigint not null, reserved bigint not null);
create table entries (id integer primary key, account text, withdrawal text, key text, amount numeric, kind text, created timestamp);
create table withdrawals (uid text primary key, account text, key text, state text, msat bigint, address text);
insert into accounts values ('a', 5000, 20), ('b', 7, 0), ('big', 9007199254740991, 0), ('bigger', 9007199254740992, 0);
insert into entries values (1, 'a', null, null, 6020, 'deposit', '2026-01-02 03:04:05');
insert into withdrawals values ('w1', 'a', 'k1', 'succeeded', 1000, 'x@y'), ('w2', 'a', 'k2', 'queued', 20, 'x@y'), ('w3', 'a', null, 'odd', 5, null);
`;

const spec: SqlBooks = {
  database: "",
  balance: "select available, reserved as held from accounts where id = :account",
  entries: `select id, key, withdrawal as payout, amount, kind as type, created as at
            from entries where account = :account and id > :after order by id`,
  payouts:
    "select uid as id, key, state, msat as amount, address as payee from withdrawals where account = :account order by uid",
  unit: null,
  effects: { deposit: "deposit", hold: "hold", release: "release", fee: "charge", settle: "confirm" },
  unsigned: false,
  states: { succeeded: "paid", queued: "pending" },
};

interface Ledger {
  readonly database: string;
  run(sql: string): Promise<void>;
}

function sqliteAt(file: string): Ledger {
  return {
    database: file,
    async run(sql) {
      const database = new Database(file);
      database.exec(sql);
      database.close();
    },
  };
}

const hasServer = hasPostgres || process.env["CI"] !== undefined;
const server = onceForAll(async (atTheEnd) => (hasServer ? startPostgres(atTheEnd) : undefined));
const folder = onceForAll(async (atTheEnd) => temporaryFolder(atTheEnd));

async function onServer(): Promise<Ledger> {
  const made = await server()?.database();
  if (made === undefined) throw new Error("there is no PostgreSQL here");
  return { database: made.url, run: made.run };
}

let files = 0;
const databases = [
  { name: "SQLite", isHere: true, start: async () => sqliteAt(join(folder(), `${++files}.db`)) },
  { name: "PostgreSQL", isHere: hasServer, start: onServer },
];

function opened(ledger: Ledger, change: Partial<SqlBooks> = {}, options: Partial<BooksOptions> = {}): Books {
  const where = { database: ledger.database, folder: "/", unit: "msat", clock: systemClock } as const;
  const books = openBooks({ ...spec, ...change }, { ...where, ...options });
  onTestFinished(() => books.close());
  return books;
}

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const rows: T[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

const idsOf = (entries: readonly Entry[]) => entries.map(({ entryId }) => entryId);

describe.each(databases)("books in $name", ({ name, isHere, start }) => {
  describe.skipIf(!isHere)("that are read", () => {
    const ledger = onceForAll(async () => {
      const made = await start();
      await made.run(LEDGER);
      return made;
    });

    it("tell the balance in the declared unit", async () => {
      expect(await opened(ledger()).balance("a")).toEqual({ balanceMsat: 5_000, heldMsat: 20 });
      expect(await opened(ledger(), {}, { unit: "sat" }).balance("a")).toEqual({
        balanceMsat: 5_000_000,
        heldMsat: 20_000,
      });
      const own = { unit: "msat", balance: "select available from accounts where id = :account" } as const;
      expect(await opened(ledger(), own, { unit: "btc" }).balance("b")).toEqual({ balanceMsat: 7, heldMsat: 0 });
    });

    it("tell a balance exactly, or not at all", async () => {
      expect((await opened(ledger()).balance("big")).balanceMsat).toBe(9_007_199_254_740_991);
      await expect(opened(ledger()).balance("bigger")).rejects.toMatchObject({
        kind: "nonsense",
        message: 'books.balance: available is more than can be counted exactly: "9007199254740992" msat',
      });
    });

    it("never take the name of an account for SQL", async () => {
      await expect(opened(ledger()).balance("a' or '1'='1")).rejects.toMatchObject({
        kind: "nonsense",
        message: "books.balance has no row for the account a' or '1'='1",
      });
    });

    it("refuse a balance of several rows", async () => {
      const balance = "select available from accounts where id <> :account";
      await expect(opened(ledger(), { balance }).balance("x")).rejects.toThrow("more than one row for the account x");
    });

    it("tell the payouts, and those that may still change", async () => {
      const books = opened(ledger());
      expect(await all(books.payouts("a"))).toEqual([
        { payoutId: "w1", key: "k1", gamertag: "x@y", state: "paid", word: "succeeded", amountMsat: 1_000 },
        { payoutId: "w2", key: "k2", gamertag: "x@y", state: "pending", word: "queued", amountMsat: 20 },
        { payoutId: "w3", key: "", gamertag: undefined, state: "unknown", word: "odd", amountMsat: 5 },
      ]);
      expect((await all(books.payouts("a", { pendingOnly: true }))).map(({ payoutId }) => payoutId)).toEqual([
        "w2",
        "w3",
      ]);
      expect(await all(books.payouts("b"))).toEqual([]);
    });

    it("say what they have no query for", async () => {
      const books = opened(ledger(), { entries: null, payouts: null, balance: null });
      await expect(books.balance("a")).rejects.toMatchObject({
        kind: "absent",
        message: "books has no query for balance",
      });
      await expect(books.markEntries("a")).rejects.toMatchObject({ kind: "absent" });
      expect(() => books.payouts("a")).toThrow("books has no query for payouts");
    });

    it.each([
      ["select available as balance from accounts where id = :account", 'available, held only (got "balance")'],
      ["select reserved as held from accounts where id = :account", 'must have the column available (got "held")'],
      ["select available, available from accounts where id = :account", "has a column twice"],
      ["select null as available from accounts where id = :account", "books.balance: available is not an amount: NULL"],
      [
        "select id as available from accounts where id = :account",
        'books.balance: available is not an amount in msat: "a"',
      ],
      ["select nothing as available from accounts where id = :account", "nothing"],
      ["select available from gone where id = :account", "gone"],
    ])("refuse the balance of %j", async (balance, message) => {
      const reading = opened(ledger(), { balance }).balance("a");
      await expect(reading).rejects.toMatchObject({ name: "TargetError", kind: "nonsense" });
      await expect(reading).rejects.toThrow(message);
    });

    it("have the columns checked where there is no row", async () => {
      const payouts = "select uid as id, msat as amount from withdrawals where account = :account";
      await expect(all(opened(ledger(), { payouts }).payouts("nobody"))).rejects.toThrow(
        'books.payouts must have the column state (got "id", "amount")',
      );
    });

    it("end a read that the reader gives up", async () => {
      const stop = new AbortController();
      stop.abort();
      const reading: Reading = { signal: stop.signal };
      await expect(opened(ledger()).balance("a", reading)).rejects.toMatchObject({ kind: "limit" });
    });

    it("end a list that is too long", async () => {
      const entries = `with recursive n(id) as (select 1 union all select id + 1 from n where id < 5000)
                       select id, 1 as amount from n where :account <> ''`;
      const books = opened(ledger(), { entries }, { limits: { rows: 3_000 } });
      await expect(books.markEntries("a")).rejects.toMatchObject({
        kind: "limit",
        message: "books.entries has no end: it has brought 4,000 rows so far",
      });
      await expect(
        opened(ledger(), { entries }, { limits: { rememberedEntries: 1_500 } }).markEntries("a"),
      ).rejects.toThrow("books.entries has more than 1,500 entries from before the run");
    });
  });

  describe.skipIf(!isHere)("that change", () => {
    const fresh = onceForAll(async () => start());
    const ledger = async () => {
      await fresh().run(
        "drop table if exists accounts; drop table if exists entries; drop table if exists withdrawals",
      );
      await fresh().run(LEDGER);
      return fresh();
    };
    const withoutAfter = "select id, amount from entries where account = :account";

    it("tell the entries that were not there before, and what they mean", async () => {
      const own = await ledger();
      const books = opened(own);
      const mark = await books.markEntries("a");
      await own.run("insert into entries values (2, 'a', 'w1', 'k1', -1000.5, 'hold', '2026-01-02 03:04:05.678')");
      await own.run(
        "insert into entries values (3, 'b', 'w9', 'k9', -1, 'hold', null), (4, 'a', null, null, 3, 'gift', null)",
      );
      await expect(all(books.entriesSince(mark))).rejects.toThrow(
        'books.entries, entry 2: amount is not an amount in msat: "-1000.5" (less than a millisatoshi)',
      );
      await own.run("update entries set amount = -1000 where id = 2");
      expect(await all(books.entriesSince(mark))).toEqual([
        {
          entryId: "2",
          key: "k1",
          payoutId: "w1",
          effect: "hold",
          word: "hold",
          deltaMsat: -1_000,
          balanceAfterMsat: null,
          enteredEpochMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
        },
        {
          entryId: "4",
          key: "",
          payoutId: "",
          effect: "other",
          word: "gift",
          deltaMsat: 3,
          balanceAfterMsat: null,
          enteredEpochMs: null,
        },
      ]);
    });

    it.each([
      ["with :after", spec.entries],
      ["with :after and a limit", `${spec.entries} limit 2`],
      ["without :after", withoutAfter],
      ["without :after, newest first", `${withoutAfter} order by id desc`],
    ])("tell old entries from new ones %s", async (_, entries) => {
      const own = await ledger();
      const books = opened(own, { entries });
      await own.run("insert into entries select id + 1, 'a', null, null, 1, 'x', null from entries");
      await own.run("insert into entries select id + 8, 'a', null, null, 1, 'x', null from entries where id > 1");
      const [mark, nobody] = [await books.markEntries("a"), await books.markEntries("nobody")];
      expect(await all(books.entriesSince(mark))).toEqual([]);
      // 5 was drawn before 10, and committed after it.
      await own.run("insert into entries select 11 + id, 'a', null, null, 1, 'x', null from entries where id < 3");
      await own.run(
        "insert into entries values (20, 'a', null, null, 1, 'x', null), (5, 'a', null, null, 1, 'x', null)",
      );
      await own.run("insert into entries values (21, 'nobody', null, null, 1, 'x', null)");
      expect(idsOf(await all(books.entriesSince(mark))).sort()).toEqual(["12", "13", "20", "5"]);
      expect(idsOf(await all(books.entriesSince(nobody)))).toEqual(["21"]);
    });

    it("read the tail of a long list again, and no more", async () => {
      const own = await ledger();
      await own.run(
        `with recursive n(id) as (select 2 union all select id + 1 from n where id < 4321)
         insert into entries select id, 'a', null, null, 1, 'x', null from n`,
      );
      const books = opened(own, {}, { limits: { rememberedEntries: 10 } });
      const mark = await books.markEntries("a");
      expect(mark).toMatchObject({ projectId: "a", after: "3321" });
      await own.run("insert into entries values (4322, 'a', null, null, 1, 'x', null)");
      await own.run("delete from entries where id < 3000");
      expect(idsOf(await all(books.entriesSince(mark)))).toEqual(["4322"]);
    });

    it("refuse entries that are gone, or in no order", async () => {
      const own = await ledger();
      await own.run("insert into entries values (2, 'a', null, null, 1, 'x', null)");
      const books = opened(own);
      const mark = await books.markEntries("a");
      const unordered = spec.entries?.replace("order by id", "order by id desc") ?? "";
      await expect(opened(own, { entries: unordered }).markEntries("a")).rejects.toThrow(
        "books.entries lists the entry 1 after the entry 2: a query with `:after` needs `id > :after` and `order by id`",
      );
      await own.run("delete from entries");
      await expect(all(books.entriesSince(mark))).rejects.toThrow(
        "books.entries does not list any of the 2 entries that were there before the run",
      );
    });

    it("take the sign of an amount from what the entry did, where amounts have none", async () => {
      const own = await ledger();
      const books = opened(own, { unsigned: true });
      const mark = await books.markEntries("a");
      const kinds = ["hold", "release", "fee", "settle", "deposit"];
      for (const [index, kind] of kinds.entries()) {
        await own.run(`insert into entries values (${index + 2}, 'a', null, null, 10, '${kind}', null)`);
      }
      const entries = await all(books.entriesSince(mark));
      expect(entries.map(({ word, deltaMsat }) => [word, deltaMsat])).toEqual([
        ["hold", -10],
        ["release", 10],
        ["fee", -10],
        ["settle", 0],
        ["deposit", 10],
      ]);
      await own.run("insert into entries values (9, 'a', null, null, 10, 'gift', null)");
      await expect(all(books.entriesSince(mark))).rejects.toThrow(
        'books.entries, entry 9 has the type "gift", which effects does not declare: so an amount without a sign tells nothing',
      );
    });

    it("are never written", async () => {
      const own = await ledger();
      const cte =
        "with gone as (delete from entries where account = :account returning id) select id, 1 as amount from gone";
      const sneaky = name === "SQLite" ? "with x as (select 1) delete from entries where account = :account" : cte;
      await expect(opened(own, { entries: sneaky }).markEntries("a")).rejects.toMatchObject({
        kind: "nonsense",
        message: expect.stringMatching(/^books\.entries writes, and books are only read/),
      });
      expect(await opened(own, { entries: withoutAfter }).markEntries("a")).toMatchObject({ entries: { size: 1 } });
    });
  });
});

describe("books in a SQLite file", () => {
  it("are unreachable before there is a file, and make none", async () => {
    const file = join(temporaryFolder(), "later.db");
    const books = opened(sqliteAt(file));
    await expect(books.balance("a")).rejects.toMatchObject({
      kind: "unreachable",
      message: `books.balance: there is no file ${file}`,
    });
    await sqliteAt(file).run(LEDGER);
    expect((await books.balance("a")).balanceMsat).toBe(5_000);
  });

  it("are those of the file that is there now, after another one took its place", async () => {
    const file = join(temporaryFolder(), "ledger.db");
    await sqliteAt(file).run(LEDGER);
    const books = opened(sqliteAt(file));
    await books.balance("a");
    rmSync(file);
    await sqliteAt(file).run(`${LEDGER}; update accounts set available = 1`);
    expect((await books.balance("a")).balanceMsat).toBe(1);
  });

  it("wait for a lock, and not for ever", async () => {
    const file = join(temporaryFolder(), "ledger.db");
    await sqliteAt(file).run(LEDGER);
    const writer = new Database(file);
    writer.exec("begin exclusive");
    const books = opened(sqliteAt(file), {}, { limits: { callMs: 400 } });
    await expect(books.balance("a")).rejects.toMatchObject({ kind: "busy" });
    const reading = opened(sqliteAt(file)).balance("a");
    writer.exec("rollback");
    writer.close();
    expect((await reading).balanceMsat).toBe(5_000);
  });

  it("are found from the folder of the service file", async () => {
    const folder = temporaryFolder();
    await sqliteAt(join(folder, "ledger.db")).run(LEDGER);
    const books = opened(sqliteAt("./ledger.db"), {}, { folder });
    expect((await books.balance("b")).balanceMsat).toBe(7);
  });

  it("are refused where it is no database", async () => {
    const file = join(import.meta.dirname, "books.test.ts");
    await expect(opened(sqliteAt(file)).balance("a")).rejects.toMatchObject({ name: "TargetError", kind: "nonsense" });
    expect(() => opened(sqliteAt("mysql://host/name"))).toThrow(
      "books.database must be postgres://… or the path of a SQLite file (got mysql://…)",
    );
  });
});

describe("books in a PostgreSQL", () => {
  it("are unreachable where nothing listens, and no password is told", async () => {
    const reading = opened({ ...sqliteAt(""), database: "postgres://me:hunter2@127.0.0.1:1/x" }).balance("a");
    await expect(reading).rejects.toMatchObject({
      kind: "unreachable",
      message: "books.balance: PostgreSQL cannot be reached (connect ECONNREFUSED 127.0.0.1:1)",
    });
  });

  describe.skipIf(!hasServer)("that listens", () => {
    const ledger = onceForAll(async () => {
      const made = await onServer();
      await made.run(LEDGER);
      return made;
    });

    it("end a query that takes too long, and a reader who gives up ends it at once", async () => {
      const balance = "select pg_sleep(30)::text as available where :account <> ''";
      const books = opened(ledger(), { balance }, { limits: { callMs: 50 } });
      await expect(books.balance("a")).rejects.toMatchObject({
        kind: "limit",
        message: "books.balance has not ended after 0.05 s",
      });
      const stop = new AbortController();
      const reading = opened(ledger(), { balance }).balance("a", { signal: stop.signal });
      setTimeout(() => stop.abort(), 50);
      await expect(reading).rejects.toThrow("books.balance was given up, because the run does not wait any longer");
    });

    it("read ids that are no numbers, and say why `:after` cannot", async () => {
      await ledger().run("create table log (id uuid default gen_random_uuid(), account text, amount numeric)");
      await ledger().run("insert into log (account, amount) values ('a', 1)");
      const entries = "select id, amount from log where account = :account";
      const books = opened(ledger(), { entries });
      const mark = await books.markEntries("a");
      await ledger().run("insert into log (account, amount) values ('a', 2)");
      expect((await all(books.entriesSince(mark))).map(({ deltaMsat }) => deltaMsat)).toEqual([2]);
      await expect(opened(ledger(), { entries: `${entries} and id > :after` }).markEntries("a")).rejects.toThrow(
        'invalid input syntax for type uuid: "0": the first :after is 0, so leave :after out where ids are not numbers',
      );
    });

    it("take no lock, whatever the query asks for", async () => {
      const balance = "select available from accounts where id = :account for update";
      await expect(opened(ledger(), { balance }).balance("a")).rejects.toThrow(
        "books.balance writes, and books are only read",
      );
    });

    it("say which password or database is wrong", async () => {
      const gone = ledger().database.replace(/\/\w+$/, "/gone");
      await expect(opened({ ...ledger(), database: gone }).balance("a")).rejects.toMatchObject({
        kind: "unreachable",
        message: 'books.balance: database "gone" does not exist',
      });
    });

    it("keep nothing that the owner of the database waits for", async () => {
      const books = opened(ledger());
      const pages = books.entriesSince(await books.markEntries("a"));
      for await (const _ of pages) break;
      await books.close();
      await ledger().run("alter table entries add column more text");
    });
  });
});
