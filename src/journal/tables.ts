import { entryEffects, payoutStates } from "../domain/books.ts";
import type { Fact } from "../domain/fact.ts";
import { answerReasons, outcomes } from "../domain/outcome.ts";
import {
  always,
  createTable,
  ids,
  numbers,
  oneOf,
  optionalNumbers,
  rareIds,
  recurring,
  type Table,
  wholeNumbers,
  wholeSats,
} from "./table.ts";
import { createWordList, type WordList } from "./word-list.ts";

type FactOf<Kind extends Fact["kind"]> = Extract<Fact, { readonly kind: Kind }>;

/** Empty tables for one log, for the kinds that nearly all facts of a run are of. They share their words. */
export function createTables(): readonly Table[] {
  const words = createWordList(0xffff);
  return [...clientTables(words), ...railTables(words), ...bookTables(words)];
}

function clientTables(words: WordList): readonly Table[] {
  return [
    createTable<FactOf<"attempt-sent">>("attempt-sent", {
      atMs: numbers(),
      payout: wholeNumbers("u32"),
      attempt: wholeNumbers("u8"),
      projectId: recurring(words),
      amountMsat: wholeSats(),
      costMsat: wholeSats(),
    }),
    createTable<FactOf<"attempt-answered">>("attempt-answered", {
      atMs: numbers(),
      payout: wholeNumbers("u32"),
      attempt: wholeNumbers("u8"),
      outcome: oneOf(outcomes),
      reason: oneOf(answerReasons),
      status: wholeNumbers("u16"),
      code: recurring(words),
      payoutId: rareIds(),
    }),
  ];
}

/** Payments of payouts of the run. */
function railTables(words: WordList): readonly Table[] {
  return [
    createTable<FactOf<"payment-received">>("payment-received", {
      atMs: numbers(),
      payout: wholeNumbers("u32"),
      amountMsat: wholeSats(),
      fault: recurring(words),
    }),
    createTable<FactOf<"payment-settled">>("payment-settled", {
      atMs: numbers(),
      payout: wholeNumbers("u32"),
      amountMsat: wholeSats(),
    }),
  ];
}

/** Entries and listed payouts that belong to payouts of the run. */
function bookTables(words: WordList): readonly Table[] {
  return [
    createTable<FactOf<"entry-read">>("entry-read", {
      atMs: numbers(),
      projectId: recurring(words),
      entryId: ids(),
      payout: wholeNumbers("u32"),
      isOfOthers: always(false),
      effect: oneOf(entryEffects),
      word: recurring(words),
      deltaMsat: numbers(),
      balanceAfterMsat: optionalNumbers(),
      enteredAtMs: optionalNumbers(),
    }),
    createTable<FactOf<"payout-read">>("payout-read", {
      atMs: numbers(),
      projectId: recurring(words),
      payout: wholeNumbers("u32"),
      payoutId: ids(),
      key: ids(),
      state: oneOf(payoutStates),
      word: recurring(words),
      amountMsat: numbers(),
    }),
  ];
}
