import type Database from "libsql";
import type { Clock } from "../../domain/clock.ts";
import { LedgerClosedError, storageFailureOf } from "./storage-failure.ts";

/** How long to wait for a lock of another process. Instances on one file hold theirs for milliseconds. */
export const LOCK_WAIT_MS = 5_000;

/** How long to wait while the file is known to be locked. */
const STILL_LOCKED_WAIT_MS = 20;

/** What is kept in memory while a transaction is open. */
export interface Kept {
  /** Writes it to the database, right before the commit. */
  write(): void;
  /** The transaction is over, committed or not. */
  forget(): void;
}

/**
 * A commit costs several times as much as the change that it commits, so everything that arrives within one turn of the event loop shares one
 * transaction. Each promise resolves after the commit of its group; when a group fails, all of it is rolled back and everyone gets the error.
 *
 * SQLite waits for a lock synchronously, and blocks everything else meanwhile. So once a lock has outlasted the wait, further waits are
 * brief until the lock is gone.
 */
export class GroupCommit {
  readonly #database: Database.Database;
  readonly #clock: Clock;
  readonly #lockWaitMs: number;
  /** Everyone who waits for the commit of the open transaction; undefined when none is open. */
  #group: Waiter[] | undefined;
  #kept: Kept = { write: () => {}, forget: () => {} };
  #isLocked = false;
  /** The error that whoever waits for the next commit gets, although it is made. */
  #spoiled: Error | undefined;
  /** Called with the error of each write that has failed. */
  readonly #failed = new Set<(error: unknown) => void>();
  #isClosed = false;

  /** @param lockWaitMs How long to wait for a lock of another process: the `busy_timeout` of the database. */
  constructor(database: Database.Database, clock: Clock, lockWaitMs = LOCK_WAIT_MS) {
    this.#database = database;
    this.#clock = clock;
    this.#lockWaitMs = lockWaitMs;
  }

  /** True within `write`, and for reads after one until the commit. */
  get isOpen(): boolean {
    return this.#group !== undefined;
  }

  /** From now on this is written with every commit. */
  keep(kept: Kept): void {
    this.#kept = kept;
  }

  /** Drops what is kept in memory, because its tables are dropped as well. */
  discard(): void {
    this.#kept.forget();
  }

  /** Does `work` in the open transaction. Resolves once it is committed; rejects when it, or anything in its group, failed. */
  async write<T>(work: () => T): Promise<T> {
    if (this.#isClosed) throw new LedgerClosedError();
    const group = this.#group ?? this.#open();
    let value: T;
    try {
      value = work();
    } catch (error) {
      this.#abort(error);
      throw error;
    }
    await commitOf(group);
    return value;
  }

  /** Until the returned function is called, `failed` gets the error of each write that fails. */
  whenFailed(failed: (error: unknown) => void): () => void {
    this.#failed.add(failed);
    return () => void this.#failed.delete(failed);
  }

  /** The next commit is made, and whoever waits for it gets this error. */
  spoilNextCommit(error: Error): void {
    this.#spoiled = error;
  }

  /** Does `work`, which only reads. Resolves once everything that it may have seen is committed. */
  async read<T>(work: () => T): Promise<T> {
    if (this.#isClosed) throw new LedgerClosedError();
    const value = this.#noticingLocks(work);
    if (this.#group !== undefined) await commitOf(this.#group);
    return value;
  }

  /** Commits the open group now, if there is one. */
  flush(): void {
    const group = this.#group;
    if (group === undefined) return;
    try {
      this.#kept.write();
      this.#database.exec("commit");
    } catch (error) {
      this.#abort(error);
      return;
    }
    this.#group = undefined;
    this.#kept.forget();
    const spoiled = this.#spoiled;
    this.#spoiled = undefined;
    if (spoiled !== undefined) this.#tellFailed(spoiled);
    for (const waiter of group) spoiled === undefined ? waiter.resolve() : waiter.reject(spoiled);
  }

  /** Commits the open group. Everything after that is rejected. */
  close(): void {
    this.flush();
    this.#isClosed = true;
  }

  #open(): Waiter[] {
    // Not prepared: a prepared statement that meets a lock stays half executed until it is run again, and reads meanwhile see that moment.
    try {
      this.#noticingLocks(() => this.#database.exec("begin immediate"));
    } catch (error) {
      // The wait for the lock may have been long.
      this.#kept.forget();
      this.#tellFailed(error);
      throw error;
    }
    if (this.#isLocked) this.#setLocked(false);
    const group: Waiter[] = [];
    this.#group = group;
    this.#clock.nextTurn(() => {
      if (this.#group === group) this.flush();
    });
    return group;
  }

  #abort(error: unknown): void {
    const group = this.#group ?? [];
    this.#group = undefined;
    this.#kept.forget();
    this.#tellFailed(error);
    for (const waiter of group) waiter.reject(error);
    try {
      // On some errors, such as a full disk, SQLite has rolled back already.
      if (this.#database.inTransaction) this.#database.exec("rollback");
    } catch (failure) {
      // The file is still failing, which everyone has been told; SQLite has left the transaction all the same.
      if (storageFailureOf(failure) === undefined) throw failure;
    }
  }

  #tellFailed(error: unknown): void {
    for (const failed of [...this.#failed]) failed(error);
  }

  #noticingLocks<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!this.#isLocked && storageFailureOf(error)?.kind === "locked") this.#setLocked(true);
      throw error;
    }
  }

  #setLocked(isLocked: boolean): void {
    this.#isLocked = isLocked;
    this.#database.pragma(
      `busy_timeout = ${isLocked ? Math.min(STILL_LOCKED_WAIT_MS, this.#lockWaitMs) : this.#lockWaitMs}`,
    );
  }
}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

function commitOf(group: Waiter[]): Promise<void> {
  return new Promise((resolve, reject) => group.push({ resolve, reject }));
}
