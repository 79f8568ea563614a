import { stampOf } from "../domain/clock.ts";
import { satsOf } from "../domain/money.ts";
import type { LedgerEntry } from "./ledger/balances.ts";
import type { PayoutRecord } from "./ledger/payout-records.ts";

/** A payout in an answer. Its amounts are in sats. */
export function payoutData(payout: PayoutRecord): object {
  const { amountMsat, feeMsat, createdEpochMs, updatedEpochMs, expiresInSeconds } = payout;
  return {
    id: payout.payoutId,
    status: payout.status,
    gamertag: payout.gamertag,
    amount: satsOf(amountMsat),
    fee: satsOf(feeMsat),
    totalCost: satsOf(amountMsat + feeMsat),
    projectId: payout.projectId,
    idempotencyKey: payout.idempotencyKey,
    internalId: payout.internalId,
    description: payout.description,
    callbackUrl: payout.callbackUrl,
    expiresIn: expiresInSeconds,
    expiresAt: expiresInSeconds === null ? null : stampOf(createdEpochMs + expiresInSeconds * 1000),
    createdAt: stampOf(createdEpochMs),
    updatedAt: stampOf(updatedEpochMs),
  };
}

/** A ledger entry in an answer, in sats. Its amount is signed: a charge is negative. */
export function entryData(entry: LedgerEntry): object {
  return {
    id: entry.entryId,
    projectId: entry.projectId,
    payoutId: entry.payoutId,
    idempotencyKey: entry.idempotencyKey,
    cause: entry.cause,
    amount: satsOf(entry.amountMsat),
    balanceAfter: satsOf(entry.balanceAfterMsat),
    createdAt: stampOf(entry.createdEpochMs),
  };
}
