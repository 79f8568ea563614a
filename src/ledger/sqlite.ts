import type Database from "libsql";
import type { Clock } from "../domain/clock.ts";
import type { Sats } from "../domain/money.ts";
import { GroupCommit } from "./group-commit.ts";
import {
  type EntryCause,
  type EntryQuery,
  type Ledger,
  type LedgerEntry,
  MAX_BALANCE_SATS,
  type Page,
  type PayoutRef,
  type ProjectBalance,
  type ProjectOpening,
} from "./ledger.ts";
import { openLedgerFile } from "./open-file.ts";
import { cutPage } from "./page.ts";
import type { Store } from "./payout-records.ts";
import { createTables, dropTables } from "./schema.ts";
import { sqlitePayouts } from "./sqlite-payouts.ts";

/**
 * The ledger on a SQLite file. Balance and entry change in one transaction; a committed change survives the end of the process,
 * kill -9 included, though not a loss of power.
 */
export interface SqliteOptions {
  /** Made if it does not exist; a ledger that exists keeps its money. */
  readonly file: string;
  readonly clock: Clock;
}

/** Opens the ledger on a file. @throws LedgerFileError when the file cannot serve as one. */
export function openSqliteStore({ file, clock }: SqliteOptions): Store {
  const database = openLedgerFile(file);
  const group = new GroupCommit(database, clock);
  const money = sqliteMoney(database, clock);
  const openMissing = (projects: readonly ProjectOpening[]) => {
    for (const { projectId, balanceSats } of projects) money.open(projectId, balanceSats);
  };
  const selectGeneration = database.prepare("select generation from ledger").raw();
  const readGeneration = () => (selectGeneration.get() as [number])[0];
  let generation = readGeneration();
  return {
    get generation() {
      return generation;
    },
    ...sqliteLedger(money, group),
    ...sqlitePayouts(database, group),
    openProjects: (projects) => group.write(() => openMissing(projects)),
    reset: (projects) =>
      group.write(() => {
        database.exec(dropTables);
        database.exec(createTables);
        openMissing(projects);
        generation = readGeneration();
      }),
    async close() {
      group.flush();
      // So that the file alone, without its log beside it, is the whole ledger.
      database.pragma("wal_checkpoint(truncate)");
      database.close();
    },
  };
}

function sqliteLedger(money: Money, group: GroupCommit): Ledger {
  /** A payout moves money of a project that was there when it was checked, and projects never go away. */
  const move = async (payout: PayoutRef, cause: EntryCause, change: Change) => {
    const balance = await group.write(() => money.move(payout.projectId, change, cause, payout));
    if (balance === undefined) throw new Error(`the ledger has no project "${payout.projectId}" to ${cause}`);
  };
  return {
    balance: (projectId) => group.read(() => money.balance(projectId)),
    charge: (payout, costSats) => move(payout, "charge", { kind: "by", sats: -costSats }),
    refund: (payout, costSats) => move(payout, "refund", { kind: "by", sats: costSats }),
    restore: (payout, balanceSats) => move(payout, "restore", { kind: "to", sats: balanceSats }),
    deposit: (projectId, amountSats) =>
      group.write(() => {
        const before = money.balance(projectId)?.balanceSats ?? 0;
        if (before + amountSats > MAX_BALANCE_SATS) return undefined;
        money.insertProject(projectId);
        return money.move(projectId, { kind: "by", sats: amountSats }, "deposit", null);
      }),
    entries: (query) =>
      group.read(() => (money.balance(query.projectId) === undefined ? undefined : money.entries(query))),
  };
}

/** A balance changes by an amount, or to an amount. */
type Change = { readonly kind: "by" | "to"; readonly sats: Sats };

interface Money {
  balance(projectId: string): ProjectBalance | undefined;
  /** Changes a balance and writes the entry. Undefined, and nothing changed, when there is no such project. */
  move(projectId: string, change: Change, cause: EntryCause, payout: PayoutRef | null): ProjectBalance | undefined;
  insertProject(projectId: string): void;
  /** Makes a project with its opening entry, if there is none. */
  open(projectId: string, balanceSats: Sats): void;
  entries(query: EntryQuery): Page<LedgerEntry>;
}

function sqliteMoney(database: Database.Database, clock: Clock): Money {
  const select = database.prepare("select balance, held from projects where id = ?").raw();
  const moveBy = database
    .prepare("update projects set balance = balance + ?2 where id = ?1 returning number, balance, held")
    .raw();
  const insertProject = database.prepare(
    "insert into projects (id, balance, held) values (?, 0, 0) on conflict do nothing",
  );
  const insertEntry = database.prepare(
    "insert into entries (project, payout, key, cause, amount, balance_after, created) values (?, ?, ?, ?, ?, ?, ?)",
  );
  const list = database
    .prepare(
      `select id, payout, key, cause, amount, balance_after, created from entries
       where id > ? and project = (select number from projects where id = ?) order by id limit ?`,
    )
    .raw();
  const money: Money = {
    balance(projectId) {
      const row = select.get([projectId]) as [Sats, Sats] | undefined;
      return row === undefined ? undefined : { balanceSats: row[0], heldSats: row[1] };
    },
    move(projectId, change, cause, payout) {
      const delta = change.kind === "by" ? change.sats : change.sats - (money.balance(projectId)?.balanceSats ?? 0);
      const row = moveBy.get([projectId, delta]) as [number, Sats, Sats] | undefined;
      if (row === undefined) return undefined;
      const [project, balanceSats, heldSats] = row;
      const about = [payout?.payoutId ?? null, payout?.idempotencyKey ?? null];
      insertEntry.run([project, ...about, cause, delta, balanceSats, clock.epochMs()]);
      return { balanceSats, heldSats };
    },
    insertProject: (projectId) => void insertProject.run([projectId]),
    open(projectId, balanceSats) {
      if (insertProject.run([projectId]).changes === 0) return;
      money.move(projectId, { kind: "by", sats: balanceSats }, "opening", null);
    },
    entries({ projectId, after, limit }) {
      const rows = list.all([after, projectId, limit + 1]) as EntryRow[];
      return cutPage(
        rows,
        limit,
        ([entryId]) => entryId,
        (row) => entryOf(projectId, row),
      );
    },
  };
  return money;
}

type EntryRow = [number, string | null, string | null, EntryCause, Sats, Sats, number];

function entryOf(projectId: string, row: EntryRow): LedgerEntry {
  const [entryId, payoutId, idempotencyKey, cause, amountSats, balanceAfterSats, createdEpochMs] = row;
  return { entryId, projectId, payoutId, idempotencyKey, cause, amountSats, balanceAfterSats, createdEpochMs };
}
