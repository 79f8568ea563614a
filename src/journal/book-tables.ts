import { entryEffects, payoutStates } from "../domain/books.ts";
import { type ColumnType, createColumn, createColumns } from "./column.ts";
import { createIdList } from "./id-list.ts";
import type { Table, Words } from "./table.ts";

const NO_VALUE = Number.NaN;

function nullable(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}

const entryColumns = {
  at: "f64",
  payout: "u32",
  project: "u16",
  effect: "u8",
  word: "u16",
  delta: "f64",
  after: "f64",
  entered: "f64",
} as const satisfies Record<string, ColumnType>;

/** Entries of the service's ledger that belong to payouts of the run. */
export function entryTable(words: Words): Table<"entry-read"> {
  const { at, payout, project, effect, word, delta, after, entered } = createColumns(entryColumns);
  const ids = createIdList();
  return {
    put(fact) {
      const projectPlace = words.place(fact.projectId);
      const wordPlace = words.place(fact.word);
      if (projectPlace === undefined || wordPlace === undefined || fact.payout === null || fact.isOfOthers)
        return false;
      at.push(fact.atMs);
      payout.push(fact.payout);
      project.push(projectPlace);
      effect.push(entryEffects.indexOf(fact.effect));
      word.push(wordPlace);
      ids.push(fact.entryId);
      delta.push(fact.deltaMsat);
      after.push(fact.balanceAfterMsat ?? NO_VALUE);
      entered.push(fact.enteredAtMs ?? NO_VALUE);
      return true;
    },
    get: (row) => ({
      kind: "entry-read",
      atMs: at.at(row),
      projectId: words.word(project.at(row)),
      entryId: ids.at(row),
      payout: payout.at(row),
      isOfOthers: false,
      effect: entryEffects[effect.at(row)] ?? "other",
      word: words.word(word.at(row)),
      deltaMsat: delta.at(row),
      balanceAfterMsat: nullable(after.at(row)),
      enteredAtMs: nullable(entered.at(row)),
    }),
  };
}

const payoutColumns = {
  at: "f64",
  payout: "u32",
  project: "u16",
  state: "u8",
  word: "u16",
  amount: "f64",
} as const satisfies Record<string, ColumnType>;

/** Payouts of the run as the service lists them. */
export function payoutTable(words: Words): Table<"payout-read"> {
  const { at, payout, project, state, word, amount } = createColumns(payoutColumns);
  const ids = createIdList();
  // Keys are the same text and the number of the payout, so the text is a word like any other.
  const stems = createColumn("u16");
  return {
    put(fact) {
      const projectPlace = words.place(fact.projectId);
      const wordPlace = words.place(fact.word);
      if (projectPlace === undefined || wordPlace === undefined || fact.payout === null) return false;
      const stem = fact.key.endsWith(String(fact.payout)) ? fact.key.slice(0, -String(fact.payout).length) : undefined;
      const stemPlace = stem === undefined ? undefined : words.place(stem);
      if (stemPlace === undefined) return false;
      at.push(fact.atMs);
      payout.push(fact.payout);
      project.push(projectPlace);
      state.push(payoutStates.indexOf(fact.state));
      word.push(wordPlace);
      amount.push(fact.amountMsat);
      stems.push(stemPlace);
      ids.push(fact.payoutId);
      return true;
    },
    get: (row) => ({
      kind: "payout-read",
      atMs: at.at(row),
      projectId: words.word(project.at(row)),
      payout: payout.at(row),
      payoutId: ids.at(row),
      key: `${words.word(stems.at(row))}${payout.at(row)}`,
      state: payoutStates[state.at(row)] ?? "unknown",
      word: words.word(word.at(row)),
      amountMsat: amount.at(row),
    }),
  };
}
