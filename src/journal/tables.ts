import type { Fact } from "../domain/fact.ts";
import { outcomes } from "../domain/outcome.ts";
import { type Column, type ColumnType, createColumn, fits } from "./column.ts";
import { createWordList } from "./word-list.ts";

/**
 * One table for each frequent kind of fact, with a column for each field. Words, which come back in every fact, are kept by
 * number; ids, which do not, as they come. A fact that does not fit is not taken, and the log keeps it as an object instead.
 */
export interface Table<Kind extends Fact["kind"]> {
  /** Adds a row; false, and nothing added, when the fact does not fit. */
  put(fact: Extract<Fact, { readonly kind: Kind }>): boolean;
  get(row: number): Extract<Fact, { readonly kind: Kind }>;
}

/** The kinds that have a table: nearly all facts of a run are of these. */
export type TabledKind =
  | "attempt-sent"
  | "attempt-answered"
  | "payment-received"
  | "payment-settled"
  | "entry-read"
  | "payout-read";

const NO_VALUE = Number.NaN;

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

type Words = ReturnType<typeof createWordList>;

function columns<Name extends string>(types: Readonly<Record<Name, ColumnType>>): Readonly<Record<Name, Column>> {
  const made = Object.entries<ColumnType>(types).map(([name, type]) => [name, createColumn(type)]);
  return Object.fromEntries(made) as Record<Name, Column>;
}

function sentTable(words: Words): Table<"attempt-sent"> {
  const { at, payout, attempt, project, amount } = columns({
    ...({ at: "f64", payout: "u32", attempt: "u16", project: "u16", amount: "u32" } as const),
  });
  return {
    put(fact) {
      const word = words.place(fact.projectId);
      if (word === undefined || !fits("u16", fact.attempt) || !fits("u32", fact.amountSats)) return false;
      at.push(fact.atMs);
      payout.push(fact.payout);
      attempt.push(fact.attempt);
      project.push(word);
      amount.push(fact.amountSats);
      return true;
    },
    get: (row) => ({
      kind: "attempt-sent",
      atMs: at.at(row),
      payout: payout.at(row),
      attempt: attempt.at(row),
      projectId: words.word(project.at(row)),
      amountSats: amount.at(row),
    }),
  };
}

function answeredTable(words: Words): Table<"attempt-answered"> {
  const { at, payout, attempt, outcome, status, code } = columns({
    ...({ at: "f64", payout: "u32", attempt: "u16", outcome: "u8", status: "u16", code: "u16" } as const),
  });
  const payoutIds = new Map<number, string>();
  let rows = 0;
  return {
    put(fact) {
      const word = words.place(fact.code);
      if (word === undefined || !fits("u16", fact.attempt) || !fits("u16", fact.status)) return false;
      at.push(fact.atMs);
      payout.push(fact.payout);
      attempt.push(fact.attempt);
      outcome.push(outcomes.indexOf(fact.outcome));
      status.push(fact.status);
      code.push(word);
      if (fact.payoutId !== "") payoutIds.set(rows, fact.payoutId);
      rows += 1;
      return true;
    },
    get: (row) => ({
      kind: "attempt-answered",
      atMs: at.at(row),
      payout: payout.at(row),
      attempt: attempt.at(row),
      outcome: outcomes[outcome.at(row)] ?? "unknown",
      status: status.at(row),
      code: words.word(code.at(row)),
      payoutId: payoutIds.get(row) ?? "",
    }),
  };
}

function receivedTable(words: Words): Table<"payment-received"> {
  const { at, payout, amount, fate } = columns({ at: "f64", payout: "u32", amount: "u32", fate: "u16" });
  return {
    put(fact) {
      const word = words.place(fact.fate);
      if (word === undefined || fact.payout === null || !fits("u32", fact.amountSats)) return false;
      at.push(fact.atMs);
      payout.push(fact.payout);
      amount.push(fact.amountSats);
      fate.push(word);
      return true;
    },
    get: (row) => ({
      kind: "payment-received",
      atMs: at.at(row),
      payout: payout.at(row),
      amountSats: amount.at(row),
      fate: words.word(fate.at(row)),
    }),
  };
}

function settledTable(): Table<"payment-settled"> {
  const { at, payout, amount } = columns({ at: "f64", payout: "u32", amount: "u32" });
  return {
    put(fact) {
      if (fact.payout === null || !fits("u32", fact.amountSats)) return false;
      at.push(fact.atMs);
      payout.push(fact.payout);
      amount.push(fact.amountSats);
      return true;
    },
    get: (row) => ({
      kind: "payment-settled",
      atMs: at.at(row),
      payout: payout.at(row),
      amountSats: amount.at(row),
    }),
  };
}

function entryTable(words: Words): Table<"entry-read"> {
  const { at, payout, project, cause, id, delta, after, entered } = columns({
    ...({ at: "f64", payout: "u32", project: "u16", cause: "u16" } as const),
    ...({ id: "u32", delta: "f64", after: "f64", entered: "f64" } as const),
  });
  return {
    put(fact) {
      const projectWord = words.place(fact.projectId);
      const causeWord = words.place(fact.cause);
      // Most ledgers number their entries; an id that is not a number as it is usually written is kept as it came.
      const number = Number(fact.entryId);
      if (projectWord === undefined || causeWord === undefined || fact.payout === null) return false;
      if (!fits("u32", number) || String(number) !== fact.entryId) return false;
      at.push(fact.atMs);
      payout.push(fact.payout);
      project.push(projectWord);
      cause.push(causeWord);
      id.push(number);
      delta.push(fact.deltaSats);
      after.push(fact.balanceAfterSats ?? NO_VALUE);
      entered.push(fact.enteredAtMs ?? NO_VALUE);
      return true;
    },
    get: (row) => ({
      kind: "entry-read",
      atMs: at.at(row),
      projectId: words.word(project.at(row)),
      entryId: String(id.at(row)),
      payout: payout.at(row),
      cause: words.word(cause.at(row)),
      deltaSats: delta.at(row),
      balanceAfterSats: nullable(after.at(row)),
      enteredAtMs: nullable(entered.at(row)),
    }),
  };
}

function nullable(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}

function payoutTable(words: Words): Table<"payout-read"> {
  const { at, payout, project, status, amount } = columns({
    ...({ at: "f64", payout: "u32", project: "u16", status: "u16", amount: "f64" } as const),
  });
  const ids: string[] = [];
  // Keys are the same text and a number that rises, so the text is a word like any other.
  const stems = createColumn("u16");
  const stemEnd = (key: string, number: number) =>
    key.endsWith(String(number)) ? key.length - String(number).length : -1;
  return {
    put(fact) {
      const projectWord = words.place(fact.projectId);
      const statusWord = words.place(fact.status);
      if (projectWord === undefined || statusWord === undefined || fact.payout === null) return false;
      const end = stemEnd(fact.key, fact.payout);
      const stem = end < 0 ? undefined : words.place(fact.key.slice(0, end));
      if (stem === undefined) return false;
      at.push(fact.atMs);
      payout.push(fact.payout);
      project.push(projectWord);
      status.push(statusWord);
      amount.push(fact.amountSats);
      stems.push(stem);
      ids.push(fact.payoutId);
      return true;
    },
    get: (row) => ({
      kind: "payout-read",
      atMs: at.at(row),
      projectId: words.word(project.at(row)),
      payout: payout.at(row),
      payoutId: ids[row] ?? "",
      key: `${words.word(stems.at(row))}${payout.at(row)}`,
      status: words.word(status.at(row)),
      amountSats: amount.at(row),
    }),
  };
}
