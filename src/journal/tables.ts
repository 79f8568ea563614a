import { entryEffects, payoutStates } from "../domain/books.ts";
import { answerReasons, learningWays, outcomes } from "../domain/outcome.ts";
import { createIdList } from "./id-list.ts";
import {
  always,
  amounts,
  createTable,
  numbers,
  oneOf,
  optionalNumbers,
  rareIds,
  rareNumbers,
  recurring,
  type Table,
  wholeNumbers,
} from "./table.ts";
import { createWordList } from "./word-list.ts";

/** Empty tables for one log: the kinds that make up nearly all facts of a run. They share their words. */
export function createTables(): readonly Table[] {
  const words = createWordList(0xffff);
  return [
    createTable("attempt-sent", {
      atMs: numbers(),
      payout: wholeNumbers("u32"),
      attempt: wholeNumbers("u8"),
      projectId: recurring(words),
      amountMsat: amounts(),
      costMsat: amounts(),
    }),
    createTable("attempt-answered", {
      atMs: numbers(),
      payout: wholeNumbers("u32"),
      attempt: wholeNumbers("u8"),
      outcome: oneOf(outcomes),
      reason: oneOf(answerReasons),
      status: wholeNumbers("u16"),
      code: recurring(words),
      payoutId: rareIds(),
    }),
    createTable("outcome-learned", {
      atMs: numbers(),
      payout: wholeNumbers("u32"),
      attempt: wholeNumbers("u8"),
      by: oneOf(learningWays),
      outcome: oneOf(outcomes),
      reason: oneOf(answerReasons),
      status: wholeNumbers("u16"),
      code: recurring(words),
      payoutId: rareIds(),
    }),
    createTable("payment-received", {
      atMs: numbers(),
      payout: wholeNumbers("u32"),
      amountMsat: amounts(),
      fault: recurring(words),
    }),
    createTable("payment-settled", {
      atMs: numbers(),
      payout: wholeNumbers("u32"),
      amountMsat: amounts(),
      passedOnMsat: rareNumbers(),
    }),
    createTable("entry-read", {
      atMs: numbers(),
      projectId: recurring(words),
      entryId: createIdList(),
      payout: wholeNumbers("u32"),
      isOfOthers: always(false),
      effect: oneOf(entryEffects),
      word: recurring(words),
      deltaMsat: numbers(),
      balanceAfterMsat: optionalNumbers(),
      enteredAtMs: optionalNumbers(),
    }),
    createTable("payout-read", {
      atMs: numbers(),
      projectId: recurring(words),
      payout: wholeNumbers("u32"),
      payoutId: createIdList(),
      key: createIdList(),
      state: oneOf(payoutStates),
      word: recurring(words),
      amountMsat: optionalNumbers(),
    }),
  ];
}
