import type { LedgerEntry } from "./balances.ts";
import type { PayoutTable } from "./memory-payouts.ts";
import { ABANDONED_MS, CHECKED_ENTRIES } from "./mismatches.ts";
import type { PayoutRecord } from "./payout-records.ts";

/** What the entries of a payout come to. */
interface Moved {
  netMsat: number;
  latestEpochMs: number;
  isCharged: boolean;
}

/** How many payouts, among the latest entries, have a charge that does not match their status. */
export function memoryMismatches(entries: readonly LedgerEntry[], table: PayoutTable, nowEpochMs: number): number {
  const moved = new Map<string, Moved>();
  for (const { payoutId, amountMsat, createdEpochMs, cause } of entries.slice(-CHECKED_ENTRIES)) {
    if (payoutId === null) continue;
    const of = moved.get(payoutId) ?? { netMsat: 0, latestEpochMs: createdEpochMs, isCharged: false };
    of.netMsat -= amountMsat;
    of.latestEpochMs = Math.max(of.latestEpochMs, createdEpochMs);
    of.isCharged ||= cause === "charge" || cause === "hold";
    moved.set(payoutId, of);
  }
  let mismatches = 0;
  for (const [payoutId, { netMsat, latestEpochMs, isCharged }] of moved) {
    const payout = table.find(payoutId)?.payout;
    const fits = payout === undefined ? latestEpochMs >= nowEpochMs - ABANDONED_MS : isFitting(payout, netMsat);
    if (isCharged && !fits) mismatches += 1;
  }
  return mismatches;
}

function isFitting({ status, amountMsat, feeMsat, reserveMsat, keptMsat }: PayoutRecord, netMsat: number): boolean {
  switch (status) {
    case "completed":
      return netMsat === amountMsat + feeMsat;
    case "error":
      return netMsat === 0 || netMsat === keptMsat;
    case "pending":
      return netMsat === 0 || netMsat === amountMsat + feeMsat + reserveMsat;
    case "expired":
      return true;
  }
}
