import { createIdList } from "../columns/id-list.ts";
import { createWordList } from "../columns/word-list.ts";
import { entryEffects, payoutStates } from "../domain/books.ts";
import { type Delivery, deliveries } from "../domain/fault.ts";
import { answerReasons, learningWays, outcomes } from "../domain/outcome.ts";
import { createTable, flags, numbers, oneOf, optionalNumbers, payouts, recurring, type Table } from "./table.ts";

/** Empty tables for one log: the kinds of which there may be one or more for each payout. They share their words. */
export function createTables(): readonly Table[] {
  const words = createWordList(0xffff);
  return [
    createTable("attempt-sent", {
      atMs: numbers(),
      payout: numbers(),
      attempt: numbers(),
      projectId: recurring(words),
      amountMsat: numbers(),
      costMsat: numbers(),
    }),
    createTable("attempt-answered", {
      atMs: numbers(),
      payout: numbers(),
      attempt: numbers(),
      outcome: oneOf(outcomes),
      reason: oneOf(answerReasons),
      status: numbers(),
      code: recurring(words),
      payoutId: createIdList(),
    }),
    createTable("outcome-learned", {
      atMs: numbers(),
      payout: numbers(),
      attempt: numbers(),
      by: oneOf(learningWays),
      outcome: oneOf(outcomes),
      reason: oneOf(answerReasons),
      status: numbers(),
      code: recurring(words),
      payoutId: createIdList(),
    }),
    createTable("payment-received", {
      atMs: numbers(),
      payout: payouts(),
      amountMsat: numbers(),
      fault: recurring(words),
    }),
    createTable("payment-rejected", { atMs: numbers(), payout: payouts(), reason: recurring(words) }),
    createTable("payment-abandoned", { atMs: numbers(), payout: payouts() }),
    createTable("payment-settled", {
      atMs: numbers(),
      payout: payouts(),
      amountMsat: numbers(),
      passedOnMsat: numbers(),
    }),
    createTable("payment-failed", { atMs: numbers(), payout: payouts() }),
    createTable("fault-fired", {
      atMs: numbers(),
      payout: payouts(),
      fault: recurring(words),
      delivered: oneOf<Delivery | null>([null, ...deliveries]),
    }),
    createTable("entry-read", {
      atMs: numbers(),
      projectId: recurring(words),
      entryId: createIdList(),
      payout: payouts(),
      isOfOthers: flags(),
      effect: oneOf(entryEffects),
      word: recurring(words),
      deltaMsat: numbers(),
      balanceAfterMsat: optionalNumbers(),
      enteredAtMs: optionalNumbers(),
    }),
    createTable("payout-read", {
      atMs: numbers(),
      projectId: recurring(words),
      payout: payouts(),
      payoutId: createIdList(),
      key: createIdList(),
      state: oneOf(payoutStates),
      word: recurring(words),
      amountMsat: optionalNumbers(),
    }),
  ];
}
