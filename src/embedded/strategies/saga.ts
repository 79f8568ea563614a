import type { FirstStrategy } from "../strategy.ts";
import { failureOf } from "./charge-and-pay.ts";
import { claim } from "./claim.ts";

/**
 * Holds the money, pays, and confirms or cancels the hold: the textbook saga. It is safe against races and repeated keys, because it takes the
 * hold and claims the key in one transaction. It takes a timeout for a failure, so it loses the money of late payments like every rollback;
 * and nothing resumes a payout whose process died, so its hold stays for ever.
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
