import { duplicateHandlings } from "../../domain/duplicate-handling.ts";
import type { FirstStrategy } from "../strategy.ts";
import { claim } from "./steps/claim.ts";
import { lookNow } from "./steps/hear.ts";
import { park, resolveFrom, send } from "./steps/track.ts";

/**
 * The saga that knows that a timeout is not a failure: it answers "pending", and the owner of the lease asks the node about the hash before it
 * confirms or cancels. A hash that the node has never seen is sent again, but only to a node that pays a hash once; on any other node the
 * payout is parked for a person.
 */
export const trackedSaga: FirstStrategy = {
  records: "first",
  async pay(payout, ports) {
    return ports.leasing.during(async (lease) => {
      const refused = await claim(payout, { by: "hold", resolver: "tracked-saga", lease }, ports);
      if (refused !== undefined) return refused;
      const decided = await send({ payoutId: payout.payoutId, lease, takes: 0 }, payout.payment, ports);
      return decided === undefined ? { kind: "pending" } : { kind: "decided", payout: decided };
    });
  },

  async resolve(due, ports) {
    const state = await ports.rail.track(due.paymentHash);
    const mayHaveBeenPaid = state === "absent" && !duplicateHandlings[ports.rail.duplicates].dedupes;
    return mayHaveBeenPaid ? park(due, ports) : resolveFrom(state, due, ports);
  },

  hear: lookNow,
};
