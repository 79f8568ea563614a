import type { ReadBudget } from "../service/read-budget.ts";
import type { Placeholder, Query } from "./query.ts";

/** A value as the database writes it, so that no number passes through a float; null for NULL. */
export type SqlValue = string | null;

/** Some rows of a result. */
export interface SqlPage {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
}

/** A database that is only ever read. */
export interface SqlDatabase {
  readonly placeholder: Placeholder;
  /**
   * Runs a query in a read-only transaction of its own, and brings its rows a page at a time: at least one page, so that its columns are known.
   * Ends with a `TargetError` where the query writes, fails, or exceeds the budget.
   */
  read(query: Query, values: readonly string[], budget: ReadBudget): AsyncGenerator<SqlPage, void>;
  close(): Promise<void>;
}

/** How many rows a page has. */
export const ROWS_PER_PAGE = 1_000;
