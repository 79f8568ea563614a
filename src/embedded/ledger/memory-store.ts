import type { Clock } from "../../domain/clock.ts";
import { memoryMoney } from "./memory-balances.ts";
import { memoryIntents } from "./memory-intents.ts";
import { memoryMismatches } from "./memory-mismatches.ts";
import { createPayoutTable, memoryPayouts } from "./memory-payouts.ts";
import { balancesOf, openMissing, type Transactions } from "./money.ts";
import { LedgerClosedError } from "./storage-failure.ts";
import type { Store } from "./store.ts";

/**
 * The ledger in memory, for runs in virtual time. It does what the one on a SQLite file does, and at the same moments: a write is done at once, and
 * whoever asked for it is told after one turn of the clock, as after a commit, so that others come in between. Storage faults need a file.
 */
export function createMemoryStore({ clock }: { readonly clock: Clock }): Store {
  const money = memoryMoney(clock);
  const table = createPayoutTable();
  const transactions = turnByTurn(clock);
  const { read, write } = transactions;
  let generation = 1;
  const hasProject = (projectId: string) => money.balance(projectId) !== undefined;
  return {
    generation: () => generation,
    ...balancesOf(money, transactions),
    ...memoryPayouts(table, hasProject, transactions, clock),
    ...memoryIntents(table, money, transactions, clock),
    mismatches: () => read(() => memoryMismatches(money.allEntries, table, clock.epochMs())),
    openProjects: (projects) => write(() => openMissing(money, projects)),
    reset: (projects) =>
      write(() => {
        money.clear();
        table.clear();
        generation += 1;
        openMissing(money, projects);
      }),
    inflict(fault) {
      throw new Error(`a ledger in memory has no file to which ${fault} could happen`);
    },
    async close() {
      transactions.close();
    },
  };
}

/** Work that is done at once; everyone who asked for it within one turn of the clock is told at its end. */
function turnByTurn(clock: Clock): Transactions & { readonly close: () => void } {
  /** Everyone who waits for the end of this turn; undefined when nothing has been written in it. */
  let waiting: (() => void)[] | undefined;
  let isClosed = false;
  const tellAll = () => {
    const told = waiting ?? [];
    waiting = undefined;
    for (const tell of told) tell();
  };
  const checkOpen = () => {
    if (isClosed) throw new LedgerClosedError();
  };
  return {
    async write(work) {
      checkOpen();
      const value = work();
      if (waiting === undefined) {
        waiting = [];
        clock.nextTurn(tellAll);
      }
      await endOf(waiting);
      return value;
    },
    async read(work) {
      checkOpen();
      const value = work();
      if (waiting !== undefined) await endOf(waiting);
      return value;
    },
    close() {
      tellAll();
      isClosed = true;
    },
  };
}

function endOf(turn: (() => void)[]): Promise<void> {
  return new Promise((resolve) => turn.push(resolve));
}
