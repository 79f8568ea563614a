import type { RailAnswer } from "../../../rail/port.ts";
import type { ProjectBalance } from "../../ledger/balances.ts";
import type { PayoutFailure } from "../../ledger/payout-records.ts";
import type { AfterwardsStrategy, StrategyPayout, StrategyPorts } from "../../strategy.ts";

/** Stands for the network between such code and its database: other payouts read the balance between this check and the charge. */
const ROUND_TRIP_MS = 1;

/**
 * Checks the balance, charges, pays and, on anything but success, calls `refund`. Check and charge are two steps, so concurrent payouts all
 * pass the check. Every error of the node counts as a failed payment, even "already paid" and "in transition", which say the opposite.
 */
export function chargeAndPay(
  refund?: (payout: StrategyPayout, before: ProjectBalance, ports: StrategyPorts) => Promise<void>,
): AfterwardsStrategy {
  return {
    records: "afterwards",
    async pay(payout, ports) {
      const { store, rail, checkpoint, clock } = ports;
      const before = await store.balance(payout.projectId);
      await clock.sleep(ROUND_TRIP_MS);
      if (before === undefined) return { kind: "no-project" };
      const { balanceMsat } = before;
      if (balanceMsat < payout.costMsat) return { kind: "insufficient-balance", balanceMsat };
      await checkpoint.at("before-charge");
      await store.charge(payout, payout.costMsat);
      await checkpoint.at("after-charge");
      const answer = await rail.send(payout.payment, { sent: () => void checkpoint.at("after-send") });
      await checkpoint.at("after-answer");
      if (answer.kind === "settled") {
        // A strategy that never gives anything back keeps the reserve as well.
        if (refund !== undefined && payout.reserveMsat > 0) await store.refund(payout, payout.reserveMsat);
        return { kind: "completed" };
      }
      if (refund !== undefined) {
        await checkpoint.at("before-refund");
        await refund(payout, before, ports);
      }
      return failureOf(answer);
    },
  };
}

/** The failure that an answer becomes without tracking the payment. */
export function failureOf(answer: Exclude<RailAnswer, { kind: "settled" }>): PayoutFailure {
  switch (answer.kind) {
    case "failed":
      return { kind: "failed", reason: answer.reason };
    case "already-paid":
      return { kind: "failed", reason: "invoice is already paid" };
    case "in-transition":
      return { kind: "failed", reason: "payment is in transition" };
    case "timeout":
      return { kind: "timed-out", reason: "the node did not answer in time" };
    case "broken":
      return { kind: "timed-out", reason: `the connection to the node broke (${answer.reason})` };
  }
}
