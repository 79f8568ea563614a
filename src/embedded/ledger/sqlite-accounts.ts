import type Database from "libsql";
import { afterPromises } from "../../domain/clock.ts";
import type { Msat } from "../../domain/money.ts";
import type { GroupCommit } from "./group-commit.ts";

/** The row of a project. */
export interface Account {
  readonly number: number;
  readonly balanceMsat: Msat;
  readonly heldMsat: Msat;
}

/**
 * The projects of a ledger file. Payouts share their project, so within a transaction, in which nobody else can change it, its row is read once, and
 * written once at the end. Outside of one, reads between which nothing can arrive share one, so none is older than what its caller may know.
 */
export class SqliteAccounts {
  readonly #group: GroupCommit;
  readonly #select: Database.Statement;
  readonly #update: Database.Statement;
  /** Those that the open transaction has seen. */
  readonly #seen = new Map<string, Account>();
  readonly #changed = new Set<string>();
  /** Those that were read while no transaction was open. */
  readonly #read = new Map<string, Account>();

  constructor(database: Database.Database, group: GroupCommit) {
    this.#group = group;
    this.#select = database.prepare("select number, balance, held from projects where id = ?").raw();
    this.#update = database.prepare("update projects set balance = ?, held = ? where number = ?");
    group.keep({ write: () => this.#write(), forget: () => this.#forget() });
  }

  /** Undefined where there is no such project. */
  find(projectId: string): Account | undefined {
    const isOpen = this.#group.isOpen;
    const known = (isOpen ? this.#seen : this.#read).get(projectId);
    if (known !== undefined) return known;
    const row = this.#select.get([projectId]) as [number, Msat, Msat] | undefined;
    if (row === undefined) return undefined;
    const [number, balanceMsat, heldMsat] = row;
    const account = { number, balanceMsat, heldMsat };
    if (!isOpen && this.#read.size === 0) afterPromises(() => this.#read.clear());
    (isOpen ? this.#seen : this.#read).set(projectId, account);
    return account;
  }

  /** Changes what a project has and what it holds; only within a transaction. Undefined where there is no such project. */
  change(projectId: string, { msat, heldMsat }: { readonly msat: Msat; readonly heldMsat: Msat }): Account | undefined {
    const before = this.find(projectId);
    if (before === undefined) return undefined;
    const { number } = before;
    const account = { number, balanceMsat: before.balanceMsat + msat, heldMsat: before.heldMsat + heldMsat };
    this.#seen.set(projectId, account);
    this.#changed.add(projectId);
    return account;
  }

  #write(): void {
    for (const projectId of this.#changed) {
      const account = this.#seen.get(projectId);
      if (account !== undefined) this.#update.run([account.balanceMsat, account.heldMsat, account.number]);
    }
    this.#changed.clear();
  }

  #forget(): void {
    this.#seen.clear();
    this.#read.clear();
    this.#changed.clear();
  }
}
