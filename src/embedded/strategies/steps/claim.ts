import type { Intent } from "../../ledger/intents.ts";
import type { ClaimedPayout, PaidFirst, StrategyPorts } from "../../strategy.ts";

/** Claims the key, takes the money and records the intent in one transaction. Returns undefined, or the refusal for the caller. */
export async function claim(
  payout: ClaimedPayout,
  terms: Pick<Intent, "by" | "resolver" | "lease">,
  { store, checkpoint, clock }: StrategyPorts,
): Promise<PaidFirst | undefined> {
  const { record, costMsat, payment } = payout;
  await checkpoint.at("before-charge");
  const claimed = await store.claim({ payout: record, costMsat, paymentHash: payment.paymentHash, ...terms });
  switch (claimed.kind) {
    case "claimed":
      await checkpoint.at("after-charge");
      return undefined;
    case "taken": {
      const { leasedUntilEpochMs } = claimed;
      const isRunning = leasedUntilEpochMs !== null && leasedUntilEpochMs > clock.epochMs();
      return { kind: "taken", payout: claimed.payout, isRunning };
    }
    case "no-project":
    case "insufficient-balance":
      return claimed;
  }
}
