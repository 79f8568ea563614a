import type Database from "libsql";
import type { Clock } from "../../domain/clock.ts";
import type { Sats } from "../../domain/money.ts";
import type { EntryCause, EntryQuery, LedgerEntry, PayoutRef, ProjectBalance } from "./balances.ts";
import { cutPage, type Page } from "./pagination.ts";

/** A balance changes by an amount, or to an amount. */
export type Change = { readonly kind: "by" | "to"; readonly sats: Sats };

/** Balances and their entries, for use within a transaction. */
export interface Money {
  balance(projectId: string): ProjectBalance | undefined;
  /** Sets money aside, or releases it where `sats` is negative, and writes the entry. Undefined when there is no such project. */
  hold(projectId: string, sats: Sats, cause: EntryCause, payout: PayoutRef): ProjectBalance | undefined;
  /** Spends money that was set aside, with an entry that moves nothing. */
  spend(projectId: string, heldSats: Sats, payout: PayoutRef): void;
  /** Changes a balance and writes the entry. Undefined, with nothing changed, when there is no such project. */
  move(projectId: string, change: Change, cause: EntryCause, payout: PayoutRef | null): ProjectBalance | undefined;
  insertProject(projectId: string): void;
  /** Creates a project with its opening entry, unless it exists. */
  open(projectId: string, balanceSats: Sats): void;
  entries(query: EntryQuery): Page<LedgerEntry>;
}

/** The balances of a ledger file. */
export function sqliteMoney(database: Database.Database, clock: Clock): Money {
  const select = database.prepare("select balance, held from projects where id = ?").raw();
  const moveBy = database
    .prepare("update projects set balance = balance + ?2 where id = ?1 returning number, balance, held")
    .raw();
  const holdBy = database
    .prepare(
      "update projects set balance = balance - ?2, held = held + ?2 where id = ?1 returning number, balance, held",
    )
    .raw();
  const spendBy = database
    .prepare("update projects set held = held - ?2 where id = ?1 returning number, balance")
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
  const listNewest = database
    .prepare(
      `select id, payout, key, cause, amount, balance_after, created from entries
       where (?1 = 0 or id < ?1) and project = (select number from projects where id = ?2) order by id desc limit ?3`,
    )
    .raw();
  const entered = (row: [number, Sats, Sats], cause: EntryCause, delta: Sats, payout: PayoutRef | null) => {
    const [project, balanceSats, heldSats] = row;
    const about = [payout?.payoutId ?? null, payout?.idempotencyKey ?? null];
    insertEntry.run([project, ...about, cause, delta, balanceSats, clock.epochMs()]);
    return { balanceSats, heldSats };
  };
  const money: Money = {
    balance(projectId) {
      const row = select.get([projectId]) as [Sats, Sats] | undefined;
      return row === undefined ? undefined : { balanceSats: row[0], heldSats: row[1] };
    },
    move(projectId, change, cause, payout) {
      const delta = change.kind === "by" ? change.sats : change.sats - (money.balance(projectId)?.balanceSats ?? 0);
      const row = moveBy.get([projectId, delta]) as [number, Sats, Sats] | undefined;
      if (row === undefined) return undefined;
      return entered(row, cause, delta, payout);
    },
    hold(projectId, sats, cause, payout) {
      const row = holdBy.get([projectId, sats]) as [number, Sats, Sats] | undefined;
      return row === undefined ? undefined : entered(row, cause, -sats, payout);
    },
    spend(projectId, heldSats, payout) {
      const [project, balanceSats] = spendBy.get([projectId, heldSats]) as [number, Sats];
      entered([project, balanceSats, 0], "confirm", 0, payout);
    },
    insertProject: (projectId) => void insertProject.run([projectId]),
    open(projectId, balanceSats) {
      if (insertProject.run([projectId]).changes === 0) return;
      money.move(projectId, { kind: "by", sats: balanceSats }, "opening", null);
    },
    entries({ projectId, after, limit, newestFirst }) {
      const rows = (newestFirst ? listNewest : list).all([after, projectId, limit + 1]) as EntryRow[];
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
