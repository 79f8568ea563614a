import { createColumn } from "../columns/column.ts";
import type { WordList } from "../columns/word-list.ts";
import type { Fact } from "../domain/fact.ts";
import type { PayoutNumber } from "../domain/payout.ts";

/** A table for one frequent kind of fact, with a column for each field. A fact that does not fit is kept as an object. */
export interface Table<Row extends Fact = Fact> {
  readonly kind: Row["kind"];
  /** Adds a row; false if the fact does not fit. */
  put(fact: Row): boolean;
  get(row: number): Row;
  /** The payout that a row is about; undefined in a table of other facts. */
  payoutOf(row: number): PayoutNumber | undefined;
}

type FactOf<Kind extends Fact["kind"]> = Extract<Fact, { readonly kind: Kind }>;

/** How one field of a fact is stored. */
export interface Field<Value> {
  /** True if the value can be stored; left out if every value can. Called before `push`. */
  fits?(value: Value): boolean;
  push(value: Value): void;
  at(row: number): Value;
}

type FieldsOf<Kind extends Fact["kind"]> = {
  readonly [Name in Exclude<keyof FactOf<Kind>, "kind">]: Field<FactOf<Kind>[Name]>;
};

/** An empty table. */
export function createTable<Kind extends Fact["kind"]>(kind: Kind, fields: FieldsOf<Kind>): Table<FactOf<Kind>> {
  const columns = Object.entries<Field<unknown>>(fields).map(([name, field]) => ({ name, field }));
  const payouts = columns.find(({ name }) => name === "payout")?.field as Field<PayoutNumber | null> | undefined;
  const checked = columns.filter(({ field }) => field.fits !== undefined);
  return {
    kind: kind as FactOf<Kind>["kind"],
    put(fact) {
      const values = fact as unknown as Readonly<Record<string, unknown>>;
      for (const { name, field } of checked) if (field.fits?.(values[name]) === false) return false;
      for (const { name, field } of columns) field.push(values[name]);
      return true;
    },
    get(row) {
      const fact: Record<string, unknown> = { kind };
      for (const { name, field } of columns) fact[name] = field.at(row);
      return fact as unknown as FactOf<Kind>;
    },
    payoutOf: (row) => payouts?.at(row) ?? undefined,
  };
}

/** Any number. */
export function numbers(): Field<number> {
  return createColumn();
}

/** Any number, or null. */
export function optionalNumbers(): Field<number | null> {
  const column = createColumn();
  return {
    push: (value) => column.push(value ?? Number.NaN),
    at(row) {
      const value = column.at(row);
      return Number.isNaN(value) ? null : value;
    },
  };
}

/** The number of a payout, or null. No payout has the number 0. */
export function payouts(): Field<PayoutNumber | null> {
  const column = createColumn();
  return { push: (payout) => column.push(payout ?? 0), at: (row) => column.at(row) || null };
}

/** True or false. */
export function flags(): Field<boolean> {
  const column = createColumn();
  return { push: (flag) => column.push(Number(flag)), at: (row) => column.at(row) === 1 };
}

/** Words that recur in many facts, by number. `push` stores the word that `fits` has looked up. */
export function recurring(words: WordList): Field<string> {
  const column = createColumn();
  let last: string | undefined;
  let place: number | undefined;
  return {
    fits(word) {
      if (word !== last) place = words.place(word);
      last = word;
      return place !== undefined;
    },
    push: () => column.push(place ?? 0),
    at: (row) => words.word(column.at(row)),
  };
}

/** One of a few values. `push` stores the place that `fits` has looked up. */
export function oneOf<Value>(values: readonly [Value, ...Value[]]): Field<Value> {
  const column = createColumn();
  let place = -1;
  return {
    fits(value) {
      place = values.indexOf(value);
      return place !== -1;
    },
    push: () => column.push(place),
    at: (row) => values[column.at(row)] as Value,
  };
}
