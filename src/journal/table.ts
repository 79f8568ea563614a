import type { Fact } from "../domain/fact.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import { type Column, type ColumnType, createColumn, fits } from "./column.ts";
import { createIdList } from "./id-list.ts";
import type { WordList } from "./word-list.ts";

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
  const payouts = columns.find(({ name }) => name === "payout")?.field as Field<PayoutNumber> | undefined;
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
    payoutOf: (row) => payouts?.at(row),
  };
}

/** Any number. */
export function numbers(): Field<number> {
  return createColumn("f64");
}

/** Any number, or null. */
export function optionalNumbers(): Field<number | null> {
  const column = createColumn("f64");
  return {
    push: (value) => column.push(value ?? Number.NaN),
    at: (row) => (Number.isNaN(column.at(row)) ? null : column.at(row)),
  };
}

/** Whole numbers from 0. Null does not fit. */
export function wholeNumbers(type: Exclude<ColumnType, "f64">) {
  const column = createColumn(type);
  return {
    fits: (value: number | null) => value !== null && fits(type, value),
    push: (value: number | null) => column.push(value ?? 0),
    at: (row: number) => column.at(row),
  };
}

/** Amounts in msat: four bytes each as long as all are whole sats, and eight from the first one on that is not. */
export function amounts(): Field<number> {
  const sats = createColumn("u32");
  let whole = 0;
  let others: Column | undefined;
  return {
    push(msat) {
      if (others === undefined && !fits("u32", msat / 1_000)) others = createColumn("f64");
      if (others !== undefined) others.push(msat);
      else {
        sats.push(msat / 1_000);
        whole += 1;
      }
    },
    at: (row) => (row < whole ? sats.at(row) * 1_000 : (others?.at(row - whole) ?? 0)),
  };
}

/** Numbers that are 0 in most runs: they take no room before the first one that is not. */
export function rareNumbers(): Field<number> {
  let zeros = 0;
  let others: Column | undefined;
  return {
    push(value) {
      if (value !== 0) others ??= createColumn("f64");
      if (others === undefined) zeros += 1;
      else others.push(value);
    },
    at: (row) => (row < zeros ? 0 : (others?.at(row - zeros) ?? 0)),
  };
}

/** Words that recur in many facts, by number. `push` stores the word that `fits` has looked up. */
export function recurring(words: WordList): Field<string> {
  const column = createColumn("u16");
  let place: number | undefined;
  return {
    fits(word) {
      place = words.place(word);
      return place !== undefined;
    },
    push: () => column.push(place ?? 0),
    at: (row) => words.word(column.at(row)),
  };
}

/** One of a few names. */
export function oneOf<Name extends string>(names: readonly [Name, ...Name[]]): Field<Name> {
  const column = createColumn("u8");
  return {
    push: (name) => column.push(names.indexOf(name)),
    at: (row) => names[column.at(row)] ?? names[0],
  };
}

/** Always the same value, which takes no space. */
export function always<Value>(value: Value): Field<Value> {
  return { fits: (other) => other === value, push: () => {}, at: () => value };
}

/** Ids of which most runs have none: they take no room before the first one. */
export function rareIds(): Field<string> {
  let rows = 0;
  let first = 0;
  let list: ReturnType<typeof createIdList> | undefined;
  return {
    push(id) {
      if (list === undefined && id !== "") {
        list = createIdList();
        first = rows;
      }
      list?.push(id);
      rows += 1;
    },
    at: (row) => (row < first ? "" : (list?.at(row - first) ?? "")),
  };
}
