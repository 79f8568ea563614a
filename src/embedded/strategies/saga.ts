import type { FirstStrategy } from "../strategy.ts";
import { failureOf } from "./steps/charge-and-pay.ts";
import { claim } from "./steps/claim.ts";

/**
 * The textbook saga: holds the money, pays, and confirms or cancels the hold. Hold and key are one transaction, so it is safe against races and
 * repeated keys. It takes a timeout for a failure, so it loses the money of late payments; and nothing resumes a payout whose process died.
 */
export const saga: FirstStrategy = {
  records: "first",
  async pay(payout, ports) {
    const { store, rail, checkpoint, leasing } = ports;
    return leasing.during(async (lease) => {
      const refused = await claim(payout, { by: "hold", resolver: null, lease }, ports);
      if (refused !== undefined) return refused;
      const answer = await rail.send(payout.payment, { sent: () => void checkpoint.at("after-send") });
      await checkpoint.at("after-answer");
      const isPaid = answer.kind === "settled";
      if (!isPaid) await checkpoint.at("before-refund");
      const decision = isPaid ? ({ kind: "completed" } as const) : failureOf(answer);
      const decided = await store.decide(payout.payoutId, lease.owner, decision);
      return decided === undefined ? { kind: "pending" } : { kind: "decided", payout: decided };
    });
  },
};
