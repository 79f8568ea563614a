import { duplicateHandlings } from "../../../domain/duplicate-handling.ts";
import type { DuePayout } from "../../ledger/intents.ts";
import type { StrategyPorts } from "../../strategy.ts";
import { retryLater } from "./track.ts";

/** How often a payment may not be found before its failure is believed. A node may forget what has failed. */
const MAX_ABSENT = 10;

/**
 * Asks the node once more about a payment that had failed for good. The refund was made at once, because nobody could know better; if the payment has
 * settled after all, its payout is charged again and completed, even where the balance does not cover it any more. An answer that is none is
 * asked for again.
 */
export async function recheck(due: DuePayout, ports: StrategyPorts): Promise<void> {
  const { payout, lease, takes } = due;
  const { payoutId } = payout;
  const { store, rail } = ports;
  const state = await rail.track(due.paymentHash);
  const isForgotten = takes >= MAX_ABSENT || !duplicateHandlings[rail.duplicates].dedupes;
  if (state === "settled") await store.chargeAgain(payoutId, lease.owner);
  else if (state === "failed" || (state === "absent" && isForgotten)) await store.release(payoutId, lease.owner, null);
  else await retryLater({ payoutId, lease, takes }, ports);
}
