import { createColumn } from "../columns/column.ts";
import type { Fact } from "../domain/fact.ts";
import { type FactLog, type FactReader, isAbout } from "./log.ts";
import { createTables } from "./tables.ts";

/** In the order column: a fact that is kept as an object. Tables count from 1. */
const KEPT = 0;

/** An empty log whose facts are kept in columns of numbers, about 6 bytes a fact, except for those of the rare kinds, which are kept as objects. */
export function createColumnedLog(): FactLog {
  const tables = createTables();
  const places = new Map(tables.map(({ kind }, index) => [kind, index + 1]));
  // Which table each fact went to. The rows of a table are in order too, so this is enough to merge them.
  const order = createColumn();
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
    *about(payouts) {
      const rows = new Uint32Array(tables.length + 1);
      for (let index = 0; index < size; index += 1) {
        const place = order.at(index);
        const row = rows[place] ?? 0;
        rows[place] = row + 1;
        const table = tables[place - 1];
        // Only the one column is read of the others.
        if (table !== undefined && !payouts.has(table.payoutOf(row) ?? 0)) continue;
        const fact = table === undefined ? kept[row] : table.get(row);
        if (fact !== undefined && isAbout(fact, payouts)) yield fact;
      }
    },
    *[Symbol.iterator]() {
      const next = reader();
      for (let fact = next(); fact !== undefined; fact = next()) yield fact;
    },
  };
}
