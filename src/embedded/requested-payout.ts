import type { Msat } from "../domain/money.ts";
import type { PayoutRecord } from "./ledger/payout-records.ts";

/** A payout as requested, after validation. */
export type RequestedPayout = Omit<
  PayoutRecord,
  "payoutId" | "status" | "feeMsat" | "reserveMsat" | "keptMsat" | "createdEpochMs" | "updatedEpochMs" | "failure"
>;

/** The largest amount of a payout. */
export const MAX_AMOUNT_MSAT: Msat = 100_000_000;

const comparedFields = [
  "gamertag",
  "amountMsat",
  "internalId",
  "description",
  "callbackUrl",
  "expiresInSeconds",
] as const satisfies (keyof RequestedPayout)[];

/** True when two requests under one idempotency key are the same payout. */
export function isSameBody(left: RequestedPayout, right: RequestedPayout): boolean {
  return comparedFields.every((field) => left[field] === right[field]);
}
