import type { Page } from "./balances.ts";

/** A page out of rows that were asked for with one more than the limit: the one too many tells that there is a next page. */
export function cutPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => number,
  read: (row: Row) => T,
): Page<T> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { rows: rows.slice(0, limit).map(read), next: last === undefined ? null : cursorOf(last) };
}
