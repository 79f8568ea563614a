import type { FirstStrategy } from "../strategy.ts";
import { failureOf } from "./charge-and-pay.ts";
import { claim } from "./claim.ts";

/**
 * Holds the money, pays, and confirms or cancels the hold: the textbook saga. It is safe against races and repeated keys, because the
 * hold is taken and the key is claimed in one transaction. It takes a timeout for a failure, so it gives the money of late payments
 * away like every rollback; and nobody comes back to a payout whose process died, so its hold stays for ever.
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
