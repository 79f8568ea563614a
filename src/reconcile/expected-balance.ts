import type { Msat } from "../domain/money.ts";
import type { RunStarted } from "../domain/run-started.ts";

/**
 * The expected balance of a project: its opening less the cost of each settled payment, with the fee of its route if
 * the service passes that on, and never a figure of the ledger being judged. The
 * statement, the chart and the Vitest helper all use it.
 */
export interface ExpectedBalance {
  /** Available before the load; null if it was not read. */
  readonly openingMsat: Msat | null;
  /** What every settled payment costs. */
  readonly spentMsat: Msat;
}

/** An expected balance that payments are still applied to. */
export type ExpectedBalanceDraft = { -readonly [Key in keyof ExpectedBalance]: ExpectedBalance[Key] };

/** The balance before any payment. */
export function newExpectedBalance(openingMsat: Msat | null = null): ExpectedBalanceDraft {
  return { openingMsat, spentMsat: 0 };
}

/** Applies what settled payments cost. */
export function spend(balance: ExpectedBalanceDraft, msat: Msat): void {
  balance.spentMsat += msat;
}

/** Null if the opening balance is not known. */
export function expectedMsat({ openingMsat, spentMsat }: ExpectedBalance): Msat | null {
  return openingMsat === null ? null : openingMsat - spentMsat;
}

/** Actual less expected; null if one of them is not known. */
export function driftOf(balance: ExpectedBalance, actualMsat: Msat | null): Msat | null {
  const expected = expectedMsat(balance);
  return expected === null || actualMsat === null ? null : actualMsat - expected;
}

/**
 * A service that charges the fee of the route to the account, judged without our rail: nobody here knows that fee. So a payout that was charged
 * somewhat more than its cost is not charged wrongly, and a balance below the expected one is not missing anything; a doubt says so.
 */
export function areRoutesUnknown({ oracle, routingFees }: RunStarted): boolean {
  return oracle === "answers" && routingFees === "passed-on";
}
