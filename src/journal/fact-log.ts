import type { Fact } from "../domain/fact.ts";
import { createColumn } from "./column.ts";
import { createTables } from "./tables.ts";

/**
 * All facts of a run in order, in memory. A hundred thousand payouts make more than half a million facts, nearly all of six kinds. Those
 * are kept in columns of numbers, about 20 bytes per fact; all others are kept as objects.
 */
export interface FactLog extends Iterable<Fact> {
  record(fact: Fact): void;
  /** Reads from the beginning. After the last fact it can go on as soon as there are more. */
  reader(): FactReader;
  readonly size: number;
}

/** The next fact; undefined if there is none yet. */
export type FactReader = () => Fact | undefined;

/** In the order column: a fact that is kept as an object. Tables count from 1. */
const KEPT = 0;

/** An empty log. */
export function createFactLog(): FactLog {
  const tables = createTables();
  const places = new Map(tables.map(({ kind }, index) => [kind, index + 1]));
  // Which table each fact went to. The rows of a table are in order too, so this is enough to merge them.
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
