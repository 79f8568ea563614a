/** A page of a list, and the cursor of the next one; null on the last page. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: number | null;
}

/** Makes a page of rows that were queried with `limit + 1`: the extra row shows that there is a next page. */
export function cutPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => number,
  read: (row: Row) => T,
): Page<T> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { rows: rows.slice(0, limit).map(read), next: last === undefined ? null : cursorOf(last) };
}
