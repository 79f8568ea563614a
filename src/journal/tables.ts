import { answeredTable, sentTable } from "./attempt-tables.ts";
import { entryTable, payoutTable } from "./book-tables.ts";
import { receivedTable, settledTable } from "./payment-tables.ts";
import type { Table } from "./table.ts";
import { createWordList } from "./word-list.ts";

/** The kinds that have a table: nearly all facts of a run are of these. */
export type TabledKind =
  | "attempt-sent"
  | "attempt-answered"
  | "payment-received"
  | "payment-settled"
  | "entry-read"
  | "payout-read";

/** Empty tables for one log. They share their words. */
export function createTables(): { readonly [Kind in TabledKind]: Table<Kind> } {
  const words = createWordList(0xffff);
  return {
    "attempt-sent": sentTable(words),
    "attempt-answered": answeredTable(words),
    "payment-received": receivedTable(words),
    "payment-settled": settledTable(),
    "entry-read": entryTable(words),
    "payout-read": payoutTable(words),
  };
}
