import { msatOf } from "../domain/money.ts";
import { createColumns } from "./column.ts";
import { fitsSats, type Table, type Words } from "./table.ts";

/** Payments that the rail was asked for; those of nobody's payouts do not fit. */
export function receivedTable(words: Words): Table<"payment-received"> {
  const columns = { at: "f64", payout: "u32", amount: "u32", fate: "u16" } as const;
  const { at, payout, amount, fate } = createColumns(columns);
  return {
    put(fact) {
      const word = words.place(fact.fault);
      if (word === undefined || fact.payout === null || !fitsSats(fact.amountMsat)) return false;
      at.push(fact.atMs);
      payout.push(fact.payout);
      amount.push(fact.amountMsat / 1_000);
      fate.push(word);
      return true;
    },
    get: (row) => ({
      kind: "payment-received",
      atMs: at.at(row),
      payout: payout.at(row),
      amountMsat: msatOf(amount.at(row)),
      fault: words.word(fate.at(row)),
    }),
  };
}

/** Payments that the rail made; those of nobody's payouts do not fit. */
export function settledTable(): Table<"payment-settled"> {
  const { at, payout, amount } = createColumns({ at: "f64", payout: "u32", amount: "u32" });
  return {
    put(fact) {
      if (fact.payout === null || !fitsSats(fact.amountMsat)) return false;
      at.push(fact.atMs);
      payout.push(fact.payout);
      amount.push(fact.amountMsat / 1_000);
      return true;
    },
    get: (row) => ({
      kind: "payment-settled",
      atMs: at.at(row),
      payout: payout.at(row),
      amountMsat: msatOf(amount.at(row)),
    }),
  };
}
