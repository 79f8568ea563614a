import type Database from "libsql";
import type { Clock } from "../../domain/clock.ts";
import type { Msat } from "../../domain/money.ts";
import type { EntryCause, PayoutRef, ProjectBalance } from "./balances.ts";
import type { Change, Money } from "./money.ts";
import { cutPage } from "./pagination.ts";

/**
 * The row that a statement has changed. After an error `get` would leave the statement half executed, and its next run would repeat the old
 * change in the place of the new one.
 */
export function changedBy(statement: Database.Statement, values: readonly unknown[]): unknown {
  return statement.all([...values])[0];
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
    .prepare("update projects set held = held - ?2 where id = ?1 returning number, balance, held")
    .raw();
  const insertProject = database.prepare("insert into projects (id, balance, held) values (?, 0, 0)");
  const insertEntry = database.prepare(
    "insert into entries (project, payout, key, cause, amount, balance_after, created) values (?, ?, ?, ?, ?, ?, ?)",
  );
  const listBy = (condition: string, order: string) =>
    database
      .prepare(
        `select id, payout, key, cause, amount, balance_after, created from entries
         where ${condition} and project = (select number from projects where id = ?2) order by id ${order} limit ?3`,
      )
      .raw();
  const list = listBy("id > ?1", "");
  const listNewest = listBy("(?1 = 0 or id < ?1)", "desc");
  const entered = (row: unknown, cause: EntryCause, delta: Msat, payout: PayoutRef | null) => {
    if (row === undefined) return undefined;
    const [project, balanceMsat, heldMsat] = row as [number, Msat, Msat];
    const about = [payout?.payoutId ?? null, payout?.idempotencyKey ?? null];
    insertEntry.run([project, ...about, cause, delta, balanceMsat, clock.epochMs()]);
    return { balanceMsat, heldMsat };
  };
  const balance = (projectId: string): ProjectBalance | undefined => {
    const row = select.get([projectId]) as [Msat, Msat] | undefined;
    return row === undefined ? undefined : { balanceMsat: row[0], heldMsat: row[1] };
  };
  const move = (projectId: string, { kind, msat }: Change, cause: EntryCause, payout: PayoutRef | null) => {
    const delta = kind === "by" ? msat : msat - (balance(projectId)?.balanceMsat ?? 0);
    return entered(changedBy(moveBy, [projectId, delta]), cause, delta, payout);
  };
  return {
    balance,
    move,
    hold: (projectId, msat, cause, payout) => entered(changedBy(holdBy, [projectId, msat]), cause, -msat, payout),
    spend(projectId, heldMsat, payout) {
      const isEntered = entered(changedBy(spendBy, [projectId, heldMsat]), "confirm", 0, payout) !== undefined;
      if (!isEntered) throw new Error(`there is no project ${projectId} to spend from`);
    },
    open(projectId, msat, cause) {
      insertProject.run([projectId]);
      return move(projectId, { kind: "by", msat }, cause, null);
    },
    entries({ projectId, after, limit, newestFirst }) {
      const rows = (newestFirst ? listNewest : list).all([after, projectId, limit + 1]) as EntryRow[];
      return cutPage(
        rows,
        limit,
        ([entryId]) => entryId,
        ([entryId, payoutId, idempotencyKey, cause, amountMsat, balanceAfterMsat, createdEpochMs]) => {
          return { entryId, projectId, payoutId, idempotencyKey, cause, amountMsat, balanceAfterMsat, createdEpochMs };
        },
      );
    },
  };
}

type EntryRow = [number, string | null, string | null, EntryCause, Msat, Msat, number];
