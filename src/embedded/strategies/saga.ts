import type { FirstStrategy } from "../strategy.ts";
import { guessFrom } from "./steps/charge-and-pay.ts";
import { claim } from "./steps/claim.ts";
import { sendOnce } from "./steps/send-once.ts";

/**
 * The textbook saga: holds the money, pays, and confirms or cancels the hold. Hold and key are one transaction, so it is safe against races and
 * repeated keys. It takes a timeout for a failure, so it loses the money of late payments; and nothing resumes a payout whose process died, or
 * whose code threw.
 */
export const saga: FirstStrategy = {
  records: "first",
  async pay(payout, ports) {
    const { store, checkpoint, leasing } = ports;
    return leasing.during(async (lease) => {
      const refused = await claim(payout, { by: "hold", resolver: null, lease }, ports);
      if (refused !== undefined) return refused;
      const decision = guessFrom(await sendOnce(payout.payment, ports));
      await checkpoint.at("after-answer");
      if (decision.kind !== "completed") await checkpoint.at("before-refund");
      const decided = await store.decide(payout.payoutId, lease.owner, decision);
      return decided === undefined ? { kind: "pending" } : { kind: "decided", payout: decided };
    });
  },
};
