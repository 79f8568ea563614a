import type { Clock } from "../../domain/clock.ts";
import { memoryMoney } from "./memory-balances.ts";
import { memoryIntents } from "./memory-intents.ts";
import { memoryMismatches } from "./memory-mismatches.ts";
import { createPayoutTable, memoryPayouts } from "./memory-payouts.ts";
import { balancesOf, openMissing, type Transactions } from "./money.ts";
import { LedgerClosedError } from "./storage-failure.ts";
import type { Store } from "./store.ts";

/**
 * The ledger in memory, for runs in virtual time: it does what the one on a SQLite file does, but each operation is kept at once instead of with
 * all others of its turn. Storage faults need a file.
 */
export function createMemoryStore({ clock }: { readonly clock: Clock }): Store {
  const money = memoryMoney(clock);
  const table = createPayoutTable();
  let generation = 1;
  let isClosed = false;
  const atOnce = async <T>(work: () => T): Promise<T> => {
    if (isClosed) throw new LedgerClosedError();
    return work();
  };
  const transactions: Transactions = { read: atOnce, write: atOnce };
  const hasProject = (projectId: string) => money.balance(projectId) !== undefined;
  return {
    get generation() {
      return generation;
    },
    ...balancesOf(money, transactions),
    ...memoryPayouts(table, hasProject, transactions, clock),
    ...memoryIntents(table, money, transactions, clock),
    mismatches: () => atOnce(() => memoryMismatches(money.allEntries, table, clock.epochMs())),
    openProjects: (projects) => atOnce(() => openMissing(money, projects)),
    reset: (projects) =>
      atOnce(() => {
        money.clear();
        table.clear();
        generation += 1;
        openMissing(money, projects);
      }),
    inflict(fault) {
      throw new Error(`a ledger in memory has no file to which ${fault} could happen`);
    },
    async close() {
      isClosed = true;
    },
  };
}
