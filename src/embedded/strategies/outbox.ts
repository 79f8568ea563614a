import type { FirstStrategy } from "../strategy.ts";
import { claim } from "./steps/claim.ts";
import { lookNow } from "./steps/hear.ts";
import { resolveFrom } from "./steps/track.ts";

/**
 * The outbox: payout, charge and the order to pay are written in one transaction, and the caller gets "pending" at once. A worker takes the
 * order under a lease, pays, and follows the payment to its end. An order that was taken before may have been sent, so the worker asks the
 * node first. What the node does not know is sent again, which is safe only on a node that pays a hash once.
 */
export const outbox: FirstStrategy = {
  records: "first",
  async pay(payout, ports) {
    const refused = await claim(payout, { by: "charge", resolver: "outbox", lease: null }, ports);
    if (refused !== undefined) return refused;
    ports.wake();
    return { kind: "pending" };
  },

  async resolve(due, ports) {
    const state = due.takes === 1 ? "absent" : await ports.rail.track(due.paymentHash);
    return resolveFrom(state, due, ports);
  },

  hear: lookNow,
};
