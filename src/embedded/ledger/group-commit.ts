import type Database from "libsql";
import type { Clock } from "../../domain/clock.ts";
import { LedgerClosedError, storageFailureOf } from "./storage-failure.ts";

/** How long a lock of another process is waited for. Instances on one file hold theirs for milliseconds. */
export const LOCK_WAIT_MS = 5_000;

/** How long one is waited for that has outlasted that wait. */
const STILL_LOCKED_WAIT_MS = 20;

/**
 * Group commit. A commit costs several times what the change costs that it commits, so everything that arrives within one turn
 * of the event loop shares one transaction: a hundred payouts in flight pay for a handful of commits.
 *
 * Nobody is told of a change before it is committed: each promise resolves after the commit of its group, and so does the promise
 * of whoever read something that was not committed yet. When a group fails, all of it is undone and everyone in it is told.
 *
 * SQLite waits for a lock within the call, and while it waits nobody else has a turn. So a lock that has once outlasted the wait is waited
 * for only briefly until it is gone: whoever comes meanwhile is told at once and not after all those before have waited.
 */
export class GroupCommit {
  readonly #database: Database.Database;
  readonly #clock: Clock;
  readonly #lockWaitMs: number;
  #group: Group | undefined;
  #isLocked = false;
  #isClosed = false;

  /** @param lockWaitMs How long a lock of another process is waited for; what the database is set to. */
  constructor(database: Database.Database, clock: Clock, lockWaitMs = LOCK_WAIT_MS) {
    this.#database = database;
    this.#clock = clock;
    this.#lockWaitMs = lockWaitMs;
  }

  /** Does `work` within the open transaction. Resolves once it is committed; rejects when it, or anything in its group, failed. */
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
    await group.committed;
    return value;
  }

  /** Does `work`, which only reads. Resolves once everything it can have seen is committed. */
  async read<T>(work: () => T): Promise<T> {
    if (this.#isClosed) throw new LedgerClosedError();
    const value = this.#noticingLocks(work);
    if (this.#group !== undefined) await this.#group.committed;
    return value;
  }

  /** Commits the open group now, if there is one. */
  flush(): void {
    const group = this.#group;
    if (group === undefined) return;
    try {
      this.#database.exec("commit");
    } catch (error) {
      this.#abort(error);
      return;
    }
    this.#group = undefined;
    group.resolve();
  }

  /** Commits the open group, and does nothing any more. */
  close(): void {
    this.flush();
    this.#isClosed = true;
  }

  #open(): Group {
    // Not prepared: one that meets a lock stays half executed until it is run again, and whatever is read meanwhile is of that moment.
    this.#noticingLocks(() => this.#database.exec("begin immediate"));
    if (this.#isLocked) this.#setLocked(false);
    const group = newGroup();
    this.#group = group;
    this.#clock.nextTurn(() => {
      if (this.#group === group) this.flush();
    });
    return group;
  }

  #abort(error: unknown): void {
    const group = this.#group;
    this.#group = undefined;
    group?.reject(error);
    try {
      // On some errors, a full disk for one, SQLite has rolled back already.
      if (this.#database.inTransaction) this.#database.exec("rollback");
    } catch (trouble) {
      // Then the file is in trouble still, of which everybody has been told; and SQLite has left the transaction all the same.
      if (storageFailureOf(trouble) === undefined) throw trouble;
    }
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

interface Group {
  readonly committed: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function newGroup(): Group {
  let resolve: () => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const committed = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Whoever failed first is told by its own error; then this promise may have nobody who listens.
  committed.catch(() => {});
  return { committed, resolve, reject };
}
