import type Database from "libsql";
import type { Clock } from "../../domain/clock.ts";
import { type Balances, type EntryCause, MAX_BALANCE_MSAT, type PayoutRef, type ProjectOpening } from "./balances.ts";
import { storageFaults } from "./faults/index.ts";
import { GroupCommit } from "./group-commit.ts";
import { createTables, dropTables } from "./schema.ts";
import { type Change, type Money, sqliteMoney } from "./sqlite-balances.ts";
import { openLedgerFile } from "./sqlite-file.ts";
import { sqliteIntents } from "./sqlite-intents.ts";
import { sqliteMismatches } from "./sqlite-mismatches.ts";
import { sqlitePayouts } from "./sqlite-payouts.ts";
import type { Store } from "./store.ts";

/** The ledger on a SQLite file. A committed change survives kill -9, though not a loss of power. */
export interface SqliteOptions {
  /** Created if it does not exist; an existing ledger keeps its balances. */
  readonly file: string;
  readonly clock: Clock;
  /** How long to wait for a lock of another process; default 5 s. */
  readonly lockWaitMs?: number | undefined;
}

/** Opens the ledger on a file. @throws LedgerFileError when the file cannot be used as one. */
export function openSqliteStore({ file, clock, lockWaitMs }: SqliteOptions): Store {
  const database = openLedgerFile(file, lockWaitMs);
  const group = new GroupCommit(database, clock, lockWaitMs);
  const money = sqliteMoney(database, clock);
  const openMissing = (projects: readonly ProjectOpening[]) => {
    for (const { projectId, balanceMsat } of projects) money.open(projectId, balanceMsat);
  };
  const selectGeneration = database.prepare("select generation from ledger").raw();
  return {
    // Read each time, because another process on the same file may have reset the ledger.
    get generation() {
      return (selectGeneration.get() as [number])[0];
    },
    ...sqliteLedger(money, group),
    ...sqlitePayouts(database, group, clock),
    ...sqliteIntents(database, group, money, clock),
    mismatches: sqliteMismatches(database, group, clock),
    openProjects: (projects) => group.write(() => openMissing(projects)),
    reset: (projects) =>
      group.write(() => {
        database.exec(dropTables);
        database.exec(createTables);
        openMissing(projects);
      }),
    inflict: sqliteFaults(file, database, group),
    async close() {
      group.close();
      try {
        // So that the file alone, without its log, is the complete ledger.
        database.pragma("wal_checkpoint(truncate)");
      } finally {
        database.close();
      }
    },
  };
}

/** Two faults at once would undo each other, and nobody could say which one made a write fail. */
function sqliteFaults(file: string, database: Database.Database, group: GroupCommit): Store["inflict"] {
  const waiting: (() => void)[] = [];
  let isFaulty = false;
  return (fault, { begun, hit }) => {
    const begin = () => {
      isFaulty = true;
      const { causes, end } = storageFaults[fault]({
        file,
        database,
        flush: () => group.flush(),
        spoilNextCommit: (error) => group.spoilNextCommit(error),
      });
      const forget = group.whenFailed((error) => {
        if (causes(error)) hit();
      });
      begun(() => {
        forget();
        end();
        isFaulty = false;
        waiting.shift()?.();
      });
    };
    if (isFaulty) waiting.push(begin);
    else begin();
  };
}

function sqliteLedger(money: Money, group: GroupCommit): Balances {
  const move = async (payout: PayoutRef, cause: EntryCause, change: Change) => {
    const balance = await group.write(() => money.move(payout.projectId, change, cause, payout));
    if (balance === undefined) throw new Error(`the ledger has no project "${payout.projectId}" to ${cause}`);
  };
  return {
    balance: (projectId) => group.read(() => money.balance(projectId)),
    charge: (payout, costMsat) => move(payout, "charge", { kind: "by", msat: -costMsat }),
    refund: (payout, costMsat) => move(payout, "refund", { kind: "by", msat: costMsat }),
    returnReserve: (payout, reserveMsat) => move(payout, "refund", { kind: "by", msat: reserveMsat }),
    restore: (payout, balanceMsat) => move(payout, "restore", { kind: "to", msat: balanceMsat }),
    deposit: (projectId, amountMsat) =>
      group.write(() => {
        const before = money.balance(projectId)?.balanceMsat ?? 0;
        if (before + amountMsat > MAX_BALANCE_MSAT) return undefined;
        money.insertProject(projectId);
        return money.move(projectId, { kind: "by", msat: amountMsat }, "deposit", null);
      }),
    entries: (query) =>
      group.read(() => (money.balance(query.projectId) === undefined ? undefined : money.entries(query))),
  };
}
