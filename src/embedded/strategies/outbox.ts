import type { FirstStrategy } from "../strategy.ts";
import { claim } from "./claim.ts";
import { resolveFrom } from "./track.ts";

/**
 * The outbox: payout, charge and the order to pay are written in one transaction, and the caller is told "pending" at once. A worker
 * takes the order under a lease, pays with a hash that is always the same, and follows the payment to its end: settled is completed, failed
 * is refunded. An order that somebody had taken before may have been sent, so the node is asked first; what it does not know is sent
 * again, blindly, which is safe on a node that pays a hash once, and on no other.
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
};
