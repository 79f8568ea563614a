import type { RailState } from "../../rail/port.ts";
import type { FirstStrategy, StrategyPorts } from "../strategy.ts";
import { guessFrom } from "./steps/charge-and-pay.ts";
import { claim } from "./steps/claim.ts";
import { sendOnce } from "./steps/send-once.ts";
import { decide, resolveFrom, retryLater } from "./steps/track.ts";

/**
 * The saga that looks before it cancels, and believes what it sees: when a payment did not visibly end, it asks the node about the hash, and a
 * worker asks again while the payment is in flight. But "not found" and an error of the look-up both mean "not paid" to it, so it cancels what
 * the node merely cannot show (lnp2pBot/bot #844, btcpayserver #6365, getAlby/cli #55). It never sends a payment again.
 */
export const failOpen: FirstStrategy = {
  records: "first",
  async pay(payout, allPorts) {
    const { payoutId, payment } = payout;
    const ports = trusting(allPorts);
    return ports.leasing.during(async (lease) => {
      const refused = await claim(payout, { by: "hold", resolver: "fail-open", lease }, ports);
      if (refused !== undefined) return refused;
      const held = { payoutId, lease, takes: 0 };
      const answer = await sendOnce(payment, ports);
      await ports.checkpoint.at("after-answer");
      const isOver = answer.kind === "settled" || answer.kind === "failed";
      const state = isOver ? answer.kind : believed(await ports.rail.track(payment.paymentHash));
      const decided = await (state === "in-flight"
        ? retryLater(held, ports)
        : decide(held, state === "settled" ? { kind: "completed" } : guessFrom(answer), ports));
      return decided === undefined ? { kind: "pending" } : { kind: "decided", payout: decided };
    });
  },

  async resolve(due, ports) {
    return resolveFrom(believed(await ports.rail.track(due.paymentHash)), due, trusting(ports));
  },
};

/** What the strategy makes of a look-up: what the node does not find, or cannot say, has failed. */
function believed(state: RailState): "settled" | "failed" | "in-flight" {
  return state === "absent" || state === "unknown" ? "failed" : state;
}

/** It never asks again about what it has decided. */
function trusting(ports: StrategyPorts): StrategyPorts {
  return { ...ports, recheckAfterMs: null };
}
