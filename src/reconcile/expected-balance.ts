import type { Msat } from "../domain/money.ts";

/**
 * The expected balance of a project: what it opened with, less the cost of each settled payment, and nothing else. It comes from what was
 * settled and never from the ledger that is being judged. Whoever shows or judges a balance adds it up here: the statement, the live
 * figure, the chart and the helper for the test suites of others.
 */
export interface ExpectedBalance {
  /** Available before the load; null where it was not read. */
  readonly openingMsat: Msat | null;
  /** The cost of every settled payment. */
  readonly spentMsat: Msat;
}

/** An expected balance that payments are still being entered into. */
export type ExpectedBalanceDraft = { -readonly [Key in keyof ExpectedBalance]: ExpectedBalance[Key] };

/** Of a project of which nothing is known yet. */
export function newExpectedBalance(openingMsat: Msat | null = null): ExpectedBalanceDraft {
  return { openingMsat, spentMsat: 0 };
}

/** Enters so many settled payments of one payout, each of which costs the same. */
export function spend(balance: ExpectedBalanceDraft, costMsat: Msat, settlements = 1): void {
  balance.spentMsat += costMsat * settlements;
}

/** What the balance should be; null where the opening balance is not known. */
export function expectedMsat({ openingMsat, spentMsat }: ExpectedBalance): Msat | null {
  return openingMsat === null ? null : openingMsat - spentMsat;
}

/** Actual less expected; null where one of them is not known. */
export function driftOf(balance: ExpectedBalance, actualMsat: Msat | null): Msat | null {
  const expected = expectedMsat(balance);
  return expected === null || actualMsat === null ? null : actualMsat - expected;
}
