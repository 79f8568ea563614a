import type Database from "libsql";
import type { Clock } from "../domain/clock.ts";

/**
 * Group commit. A commit costs several times what the change costs that it commits, so everything that arrives within one turn
 * of the event loop shares one transaction: a hundred payouts in flight pay for a handful of commits.
 *
 * Nobody is told of a change before it is committed: each promise resolves after the commit of its group, and so does the promise
 * of whoever read something that was not committed yet. When a group fails, all of it is undone and everyone in it is told.
 */
export class GroupCommit {
  readonly #database: Database.Database;
  readonly #clock: Clock;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  #group: Group | undefined;

  constructor(database: Database.Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#begin = database.prepare("begin immediate");
    this.#commit = database.prepare("commit");
  }

  /** Does `work` within the open transaction. Resolves once it is committed; rejects when it, or anything in its group, failed. */
  async write<T>(work: () => T): Promise<T> {
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
    const value = work();
    if (this.#group !== undefined) await this.#group.committed;
    return value;
  }

  /** Commits the open group now, if there is one. */
  flush(): void {
    const group = this.#group;
    if (group === undefined) return;
    try {
      this.#commit.run();
    } catch (error) {
      this.#abort(error);
      return;
    }
    this.#group = undefined;
    group.resolve();
  }

  #open(): Group {
    this.#begin.run();
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
    // On some errors, a full disk for one, SQLite has rolled back already.
    if (this.#database.inTransaction) this.#database.exec("rollback");
    group?.reject(error);
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
