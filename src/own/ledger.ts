import type { Clock } from "../domain/clock.ts";
import type { CrashPoint } from "../domain/crash-point.ts";
import type { StorageFaultName } from "../domain/interruption.ts";
import type { Msat } from "../domain/money.ts";
import { InjectedError } from "../embedded/checkpoint.ts";
import type { FaultWatcher } from "../embedded/ledger/store.ts";
import type { Life } from "../simulation/mortal.ts";
import { type BookEntry, Books, type Draft } from "./books.ts";
import { type Ledger, LedgerError, type Move, type Transaction } from "./ports.ts";
import { createStorageFaults } from "./storage-faults.ts";

/** How a process reaches the ledger. */
export interface LedgerDoor {
  /** Its work ends with it, and waits while it stands still. */
  readonly life: Life;
  /** The way of the transaction to the database. */
  readonly commit: () => Promise<unknown>;
  /** The way of its answer. */
  readonly committed: () => Promise<unknown>;
  /** Called where a process may be interrupted: before a refund is committed, and after a charge is. */
  readonly at: (point: CrashPoint) => Promise<void>;
  /** Called with what was committed, and whether its result is lost on the way back. */
  readonly entered: (entries: readonly BookEntry[], isLost: boolean) => void;
  /** Called when something else than a charge was committed. */
  readonly stored: () => Promise<void>;
}

/** A ledger in memory, which outlives the processes that use it. */
export interface OwnLedger {
  readonly books: Books;
  /** The ledger as one process sees it. */
  through(door: LedgerDoor): Ledger;
  /** Reads what is committed, at once. Rejects where the work changes something. */
  read<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Begins a storage fault now, or when the one before it is over. */
  inflict(fault: StorageFaultName, watcher: FaultWatcher): void;
  /** Since when, by the clock, the transaction that goes on has been open; null for none. */
  openSinceMs(): number | null;
}

/** Opens a ledger with these accounts. */
export function openLedger(
  clock: Clock,
  accounts: readonly { readonly projectId: string; readonly balanceMsat: Msat }[],
): OwnLedger {
  const books = new Books();
  for (const { projectId, balanceMsat } of accounts)
    books.accounts.set(projectId, { availableMsat: balanceMsat, heldMsat: 0 });
  const faults = createStorageFaults();
  let last: Promise<unknown> = Promise.resolve();
  let openSinceMs: number | null = null;
  /** One after the other, in the order of their arrival. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(async () => {
      openSinceMs = clock.now();
      try {
        return await work();
      } finally {
        openSinceMs = null;
      }
    });
    last = turn.then(
      () => {},
      () => {},
    );
    return turn;
  };
  const commit = (draft: Draft, { entered }: LedgerDoor): void => {
    const fault = draft.writes ? faults.hit() : undefined;
    if (fault !== undefined && fault !== "commit-unknown") throw new LedgerError(refusals[fault], true);
    entered(draft.apply(clock.epochMs()), fault === "commit-unknown");
    if (fault === "commit-unknown")
      throw new LedgerError("the connection to the ledger broke during the commit", false);
  };
  return {
    books,
    through: (door) => ({
      async transact(work) {
        await door.commit();
        const draft = books.begin();
        const ended = await alone(() => untilDeath(door.life, () => carryOut(draft, work, door, commit)));
        if (ended.kind === "dead") return new Promise(() => {});
        await passed(draft, door);
        await door.committed();
        return ended.result;
      },
    }),
    async read(work) {
      const draft = books.begin();
      const result = await work(draft);
      draft.end();
      if (draft.writes) throw new Error("status must not change the ledger");
      return result;
    },
    inflict: faults.inflict,
    openSinceMs: () => openSinceMs,
  };
}

const refusals: Readonly<Record<Exclude<StorageFaultName, "commit-unknown">, string>> = {
  "ledger-locked": "the ledger is locked by somebody else",
  "ledger-read-only": "the ledger cannot be written",
};

/** Does the work, and commits it: unless its process has died meanwhile, of which nobody hears. */
async function carryOut<T>(
  draft: Draft,
  work: (tx: Transaction) => Promise<T>,
  door: LedgerDoor,
  commit: (draft: Draft, door: LedgerDoor) => void,
): Promise<T> {
  const { life, at } = door;
  try {
    const result = await work(draft);
    if (draft.moves.some(givesBack)) await at("before-refund");
    while (life.standstill !== null) await life.standstill;
    if (life.isOver) return await new Promise<never>(() => {});
    commit(draft, door);
    return result;
  } finally {
    draft.end();
  }
}

/** The death of a process ends its transaction for everybody else. */
async function untilDeath<T>(
  life: Life,
  work: () => Promise<T>,
): Promise<{ readonly kind: "committed"; readonly result: T } | { readonly kind: "dead" }> {
  const committed = work().then((result) => ({ kind: "committed", result }) as const);
  const ended = await Promise.race([committed, life.death.then(() => ({ kind: "dead" }) as const)]);
  return ended;
}

/** Passes the points after a commit. An exception there must not look like work that has thrown, which would have changed nothing. */
async function passed(draft: Draft, { at, stored }: LedgerDoor): Promise<void> {
  try {
    if (draft.moves.some(takes)) await at("after-charge");
    else if (draft.writes) await stored();
  } catch (error) {
    if (error instanceof InjectedError) throw new LedgerError("an exception right after the commit", false);
    throw error;
  }
}

function takes({ effect }: Move): boolean {
  return effect === "charge" || effect === "hold";
}

function givesBack({ effect }: Move): boolean {
  return effect === "refund" || effect === "release";
}
