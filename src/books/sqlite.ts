import { statSync } from "node:fs";
import Database from "libsql";
import type { Clock } from "../domain/clock.ts";
import type { ReadBudget } from "../service/read-budget.ts";
import { TargetError } from "../service/target.ts";
import type { Query } from "./query.ts";
import { ROWS_PER_PAGE, type SqlDatabase, type SqlPage, type SqlValue } from "./sql-database.ts";

/** How long to let others finish, when the file is locked. */
const LOCKED_PAUSE_MS = 20;

/** A SQLite file, which need not exist before it is read. It may be replaced by another file between two reads, as resets do. */
export function createSqlite(file: string, clock: Clock): SqlDatabase {
  let open: { readonly database: Database.Database; readonly inode: string } | undefined;
  const close = () => {
    open?.database.close();
    open = undefined;
  };
  const opened = (what: string) => {
    const inode = inodeOf(file, what);
    if (open !== undefined && open.inode !== inode) close();
    open ??= { database: openReadOnly(file), inode };
    return open.database;
  };
  return {
    placeholder: (number) => `?${number}`,
    async *read(query, values, budget) {
      for (;;) {
        budget.check();
        const pages = attempt(() => pagesOf(opened(query.what), query, values, budget), file, query.what);
        if (pages !== "locked") return yield* pages;
        if (budget.leftMs() <= LOCKED_PAUSE_MS) throw new TargetError("busy", `${query.what}: ${file} stays locked`);
        await clock.sleep(LOCKED_PAUSE_MS, budget.signal);
      }
    },
    async close() {
      close();
    },
  };
}

/** @throws TargetError where there is no file: SQLite would make one. */
function inodeOf(file: string, what: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new TargetError("unreachable", `${what}: there is no file ${file}`);
  return `${found.dev}:${found.ino}`;
}

function openReadOnly(file: string): Database.Database {
  const database = new Database(file);
  // Not opened as a read-only file: after a crash of the service, SQLite has to put the file in order before it can be read.
  database.exec("pragma query_only = on");
  database.defaultSafeIntegers(true);
  return database;
}

/** All rows at once: a query that is read bit by bit would keep the service from writing in between. */
function pagesOf(database: Database.Database, query: Query, values: readonly string[], budget: ReadBudget): SqlPage[] {
  const statement = database.prepare(query.text);
  if (!statement.reader) throw new TargetError("nonsense", `${query.what} writes, and books are only read`);
  const columns = statement.columns().map(({ name }) => name);
  const pages: SqlPage[] = [];
  let rows: SqlValue[][] = [];
  const turn = () => {
    budget.check();
    budget.listed(rows.length);
    pages.push({ columns, rows });
    rows = [];
  };
  for (const row of statement.raw().iterate(boundOf(query, values))) {
    rows.push((row as unknown[]).map((value, index) => textOf(value, `${query.what}: ${columns[index]}`)));
    if (rows.length === ROWS_PER_PAGE) turn();
  }
  if (rows.length > 0 || pages.length === 0) turn();
  return pages;
}

/** Ids are numbers where they look like numbers, because SQLite compares a text with an expression as a text. */
function boundOf({ parameters }: Query, values: readonly string[]): (string | bigint)[] {
  return values.map((value, index) =>
    parameters[index] === "after" && /^\d{1,18}$/.test(value) ? BigInt(value) : value,
  );
}

function textOf(value: unknown, what: string): SqlValue {
  if (value === null) return null;
  if (typeof value === "object") throw new TargetError("nonsense", `${what} must be a number or a text (got a blob)`);
  return String(value);
}

/** @throws TargetError for what SQLite refuses, a lock aside. */
function attempt<T>(work: () => T, file: string, what: string): T | "locked" {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const [, code = ""] = /^SQLITE_([A-Z]+)/.exec(String(error.code)) ?? [];
    if (code === "BUSY" || code === "LOCKED") return "locked";
    if (code === "READONLY")
      throw new TargetError("nonsense", `${what} writes, and books are only read (${error.message})`);
    if (code === "CANTOPEN" || code === "IOERR") {
      throw new TargetError("unreachable", `${what}: ${file} cannot be read (${error.message})`);
    }
    if (code === "") throw error;
    throw new TargetError("nonsense", `${what}: ${error.message}`);
  }
}
