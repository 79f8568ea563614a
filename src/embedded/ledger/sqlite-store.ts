import type Database from "libsql";
import type { Clock } from "../../domain/clock.ts";
import { storageFaults } from "./faults/index.ts";
import { GroupCommit } from "./group-commit.ts";
import { balancesOf, openMissing } from "./money.ts";
import { createTables, dropTables } from "./schema.ts";
import { sqliteMoney } from "./sqlite-balances.ts";
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
  const money = sqliteMoney(database, group, clock);
  const selectGeneration = database.prepare("select generation from ledger").raw();
  const generation = oncePerTurn(clock, () => (selectGeneration.get() as [number])[0]);
  return {
    generation: generation.read,
    ...balancesOf(money, group),
    ...sqlitePayouts(database, group, clock),
    ...sqliteIntents(database, group, money, clock),
    mismatches: sqliteMismatches(database, group, clock),
    openProjects: (projects) => group.write(() => openMissing(money, projects)),
    reset: (projects) =>
      group.write(() => {
        group.discard();
        generation.forget();
        database.exec(dropTables);
        database.exec(createTables);
        openMissing(money, projects);
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

/**
 * Reads again in each turn of the event loop, because another process on the same file may have reset the ledger. Whatever arrives in one turn arrives at
 * once, before that or after.
 */
function oncePerTurn(clock: Clock, read: () => number) {
  let known: number | undefined;
  const forget = () => {
    known = undefined;
  };
  return {
    forget,
    read(): number {
      if (known === undefined) clock.nextTurn(forget);
      known ??= read();
      return known;
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
