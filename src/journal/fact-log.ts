import type { Fact } from "../domain/fact.ts";
import { createColumn } from "./column.ts";
import { createTables } from "./tables.ts";

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

/** In the order column: a fact that is kept as an object. The others have the place of their table, from 1. */
const KEPT = 0;

/** An empty log. */
export function createFactLog(): FactLog {
  const tables = createTables();
  const places = new Map(tables.map(({ kind }, index) => [kind, index + 1]));
  // Which table each fact went to. Within a table the rows are in order too, so this is all it takes to put them together.
  const order = createColumn("u8");
  const kept: Fact[] = [];
  let size = 0;

  const reader = (): FactReader => {
    const rows = new Uint32Array(tables.length + 1);
    let index = 0;
    return () => {
      if (index >= size) return undefined;
      const place = order.at(index);
      const row = rows[place] ?? 0;
      rows[place] = row + 1;
      index += 1;
      return place === KEPT ? kept[row] : tables[place - 1]?.get(row);
    };
  };

  return {
    get size() {
      return size;
    },
    record(fact) {
      const place = places.get(fact.kind) ?? KEPT;
      const isTabled = tables[place - 1]?.put(fact) ?? false;
      if (!isTabled) kept.push(fact);
      order.push(isTabled ? place : KEPT);
      size += 1;
    },
    reader,
    *[Symbol.iterator]() {
      const next = reader();
      for (let fact = next(); fact !== undefined; fact = next()) yield fact;
    },
  };
}
