import type { Fact } from "../domain/fact.ts";
import { createColumn } from "./column.ts";
import type { Table } from "./table.ts";
import { createTables, type TabledKind } from "./tables.ts";

/**
 * All facts of a run in order, in memory. A hundred thousand payouts make more than half a million facts, nearly all of a few kinds;
 * those are kept as numbers in columns, about 20 bytes a fact, and become objects again when they are read. The other kinds, and
 * the rare fact that does not fit its columns, are kept as they come. What is read is what was recorded.
 */
export interface FactLog extends Iterable<Fact> {
  record(fact: Fact): void;
  /** Reads from the beginning, and on from where it stopped when there are more facts by then. */
  reader(): FactReader;
  readonly size: number;
}

/** Gives one fact after the other; undefined when there is none yet. */
export type FactReader = () => Fact | undefined;

/** In the order column: a fact that is kept as it came; the others are the place of their kind below, from 1. */
const KEPT = 0;

const tabledKinds = [
  "attempt-sent",
  "attempt-answered",
  "payment-received",
  "payment-settled",
  "entry-read",
  "payout-read",
] as const satisfies readonly TabledKind[];

/** An empty log. */
export function createFactLog(): FactLog {
  const tables = createTables();
  // Which table the facts went to, in order; within a table its rows are in order too, so this is all it takes to put them together.
  const order = createColumn("u8");
  const kept: Fact[] = [];
  let size = 0;

  const put = (fact: Fact): number => {
    const place = (tabledKinds as readonly string[]).indexOf(fact.kind);
    const kind = tabledKinds[place];
    if (kind === undefined) return KEPT;
    return (tables[kind] as Table<Fact["kind"]>).put(fact) ? place + 1 : KEPT;
  };

  const reader = (): FactReader => {
    const rows = new Uint32Array(tabledKinds.length + 1);
    let index = 0;
    return () => {
      if (index >= size) return undefined;
      const place = order.at(index);
      const row = rows[place] ?? 0;
      rows[place] = row + 1;
      index += 1;
      const kind = tabledKinds[place - 1];
      return kind === undefined ? kept[row] : tables[kind].get(row);
    };
  };

  return {
    get size() {
      return size;
    },
    record(fact) {
      const place = put(fact);
      if (place === KEPT) kept.push(fact);
      order.push(place);
      size += 1;
    },
    reader,
    *[Symbol.iterator]() {
      const next = reader();
      for (let fact = next(); fact !== undefined; fact = next()) yield fact;
    },
  };
}
