import type Database from "libsql";
import type { Clock } from "../../domain/clock.ts";
import type { Msat } from "../../domain/money.ts";
import type { EntryCause, PayoutRef, ProjectBalance } from "./balances.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Change, Money } from "./money.ts";
import { cutPage } from "./pagination.ts";
import { SqliteAccounts } from "./sqlite-accounts.ts";

/** The balances of a ledger file. */
export function sqliteMoney(database: Database.Database, group: GroupCommit, clock: Clock): Money {
  const accounts = new SqliteAccounts(database, group);
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
  const balance = (projectId: string): ProjectBalance | undefined => {
    const account = accounts.find(projectId);
    return account === undefined ? undefined : { balanceMsat: account.balanceMsat, heldMsat: account.heldMsat };
  };
  /** Changes what a project has and what it holds, and enters it. */
  const change = (
    projectId: string,
    deltas: { readonly msat: Msat; readonly heldMsat: Msat },
    cause: EntryCause,
    payout: PayoutRef | null,
  ) => {
    const account = accounts.change(projectId, deltas);
    if (account === undefined) return undefined;
    const { number, balanceMsat, heldMsat } = account;
    const [payoutId, key] = payout === null ? [null, null] : [payout.payoutId, payout.idempotencyKey];
    insertEntry.run([number, payoutId, key, cause, deltas.msat, balanceMsat, clock.epochMs()]);
    return { balanceMsat, heldMsat };
  };
  const move = (projectId: string, { kind, msat }: Change, cause: EntryCause, payout: PayoutRef | null) => {
    const delta = kind === "by" ? msat : msat - (accounts.find(projectId)?.balanceMsat ?? 0);
    return change(projectId, { msat: delta, heldMsat: 0 }, cause, payout);
  };
  return {
    balance,
    move,
    hold: (projectId, msat, cause, payout) => change(projectId, { msat: -msat, heldMsat: msat }, cause, payout),
    spend(projectId, heldMsat, payout) {
      const isEntered = change(projectId, { msat: 0, heldMsat: -heldMsat }, "confirm", payout) !== undefined;
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
