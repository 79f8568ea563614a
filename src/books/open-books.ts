import { resolve } from "node:path";
import { isOpen } from "../domain/books.ts";
import type { Clock } from "../domain/clock.ts";
import { defaultReadLimits, ReadBudget, type ReadLimits } from "../service/read-budget.ts";
import type { SqlBooks, Unit } from "../service/service-file.ts";
import { type Reading, type Target, TargetError } from "../service/target.ts";
import { BooksEntryMark, entriesSince, markEntries } from "./entry-marks.ts";
import { createPostgres } from "./postgres.ts";
import { type Parameter, prepareQuery, type Query } from "./query.ts";
import { balanceOf, entriesOf, payoutsOf } from "./rows.ts";
import type { SqlDatabase, SqlPage } from "./sql-database.ts";
import { createSqlite } from "./sqlite.ts";

/** Where the books are, and how they are read. */
export interface BooksOptions {
  /** `postgres://…`, or the path of a SQLite file. */
  readonly database: string;
  /** Where relative paths begin. */
  readonly folder: string;
  /** The unit of amounts where the books do not say their own. */
  readonly unit: Unit;
  readonly clock: Clock;
  /** Limits of reads that differ from the defaults. */
  readonly limits?: Partial<ReadLimits> | undefined;
}

/** The part of a target that its database can answer. A read without a query is a `TargetError` of the kind `absent`. */
export type Books = Pick<Target, "balance" | "markEntries" | "entriesSince" | "payouts" | "close">;

/**
 * Books that are read with SQL. Nothing is connected before the first read, because the service may create its database when it starts.
 * @throws TargetError where a query does not read, or asks for what is not known.
 */
export function openBooks(spec: SqlBooks, options: BooksOptions): Books {
  const database = databaseAt(options);
  const prepared = (name: "balance" | "entries" | "payouts") => {
    const sql = spec[name];
    return sql === null ? null : prepareQuery(`books.${name}`, sql, database.placeholder);
  };
  const queries = { balance: prepared("balance"), entries: prepared("entries"), payouts: prepared("payouts") };
  return booksOf(spec, options, database, queries);
}

type Queries = Readonly<Record<"balance" | "entries" | "payouts", Query | null>>;

function booksOf(spec: SqlBooks, options: BooksOptions, database: SqlDatabase, queries: Queries): Books {
  const { effects, unsigned, states } = spec;
  const meanings = { effects, unsigned, states, unit: spec.unit ?? options.unit };
  const limits = { ...defaultReadLimits, ...options.limits };
  const query = (name: keyof Queries) => {
    const found = queries[name];
    if (found === null) throw new TargetError("absent", `books has no query for ${name}`);
    return found;
  };
  const budgetOf = ({ what }: Query, isOfList: boolean, reading?: Reading) =>
    new ReadBudget(what, { clock: options.clock, limits, signal: reading?.signal, isOfList });
  const read = (asked: Query, values: Readonly<Record<Parameter, string>>, budget: ReadBudget) =>
    database.read(
      asked,
      asked.parameters.map((name) => values[name]),
      budget,
    );
  const entryReads = (account: string, reading?: Reading) => {
    const asked = query("entries");
    const budget = budgetOf(asked, true, reading);
    const pages = (after: string) =>
      mapped(read(asked, { account, after }, budget), (page) => entriesOf(page, meanings));
    return { read: pages, usesAfter: asked.parameters.includes("after"), budget };
  };
  return {
    async balance(account, reading) {
      const asked = query("balance");
      return balanceOf(
        await firstOf(read(asked, { account, after: "" }, budgetOf(asked, false, reading))),
        account,
        meanings,
      );
    },
    markEntries: async (account, reading) => markEntries(account, entryReads(account, reading)),
    entriesSince(mark, reading) {
      if (!(mark instanceof BooksEntryMark)) throw new Error("this mark was made by another kind of target");
      return entriesSince(mark, entryReads(mark.projectId, reading));
    },
    payouts(account, reading) {
      const asked = query("payouts");
      const isAsked = ({ state }: { state: Parameters<typeof isOpen>[0] }) =>
        reading?.pendingOnly !== true || isOpen(state);
      const pages = read(asked, { account, after: "" }, budgetOf(asked, true, reading));
      return mapped(pages, (page) => payoutsOf(page, meanings).filter(isAsked));
    },
    close: () => database.close(),
  };
}

function databaseAt({ database, folder, clock }: BooksOptions): SqlDatabase {
  if (/^postgres(?:ql)?:\/\//.test(database)) return createPostgres(database);
  const [, scheme] = /^([a-z][a-z+]+):\/\//i.exec(database) ?? [];
  if (scheme === undefined) return createSqlite(resolve(folder, database), clock);
  throw new TargetError(
    "nonsense",
    `books.database must be postgres://… or the path of a SQLite file (got ${scheme}://…)`,
  );
}

/** The first page, which is enough to tell one row from none and from several. */
async function firstOf(pages: AsyncIterable<SqlPage>): Promise<SqlPage> {
  let first: SqlPage | undefined;
  for await (const page of pages) first ??= page;
  return first ?? { columns: [], rows: [] };
}

/** The pages that have rows. */
async function* mapped<T>(
  pages: AsyncIterable<SqlPage>,
  map: (page: SqlPage) => readonly T[],
): AsyncGenerator<readonly T[], void> {
  for await (const page of pages) {
    const rows = map(page);
    if (rows.length > 0) yield rows;
  }
}
