import type { RailEvent } from "../../../rail/port.ts";
import type { HeardAfterwards, StrategyPorts } from "../../strategy.ts";

/** Takes an event for a hint to look now. It decides nothing, so it does no harm when it comes late, twice or never. */
export async function lookNow({ paymentHash }: RailEvent, { store, wake }: StrategyPorts): Promise<void> {
  await store.hasten(paymentHash);
  wake();
}

/**
 * Books what an event says. It corrects a refund that was a guess, and would be right if each event came once and in order: it keeps none in mind, so
 * the second one about the same payment charges again (opencollective/opencollective-api #4641), and a failure that comes late takes back what a
 * later attempt has paid.
 */
export async function bookAsTold({ status, payout, record }: HeardAfterwards, { store }: StrategyPorts): Promise<void> {
  const { payoutId, costMsat, keptMsat, reserveMsat } = payout;
  if (status === "settled" && record.status === "error") await store.charge(payout, costMsat - keptMsat - reserveMsat);
  if (status === "failed" && record.status === "completed") {
    await store.refund(payout, costMsat - keptMsat - reserveMsat);
    await store.label(payoutId, "error");
  }
}
