import type { RailAnswer } from "../../../rail/port.ts";
import type { ProjectBalance } from "../../ledger/balances.ts";
import type { Decision } from "../../ledger/intents.ts";
import type { PayoutFailure, PayoutRecord } from "../../ledger/payout-records.ts";
import type { AfterwardsStrategy, StrategyPayout, StrategyPorts } from "../../strategy.ts";
import { sendOnce } from "./send-once.ts";

/** Stands for the network between such code and its database: other payouts read the balance between this check and the charge. */
const ROUND_TRIP_MS = 1;

/**
 * Checks the balance, charges, pays and, on anything but success, calls `refund`. Check and charge are two steps, so concurrent payouts all
 * pass the check. Every error of the node counts as a failed payment, even "already paid" and "in transition", which say the opposite. So does
 * an exception between the charge and the end of the bookkeeping, whatever it was about: the catch block refunds (Scottcjn/Rustchain #5360).
 */
export function chargeAndPay(
  refund?: (payout: StrategyPayout, before: ProjectBalance, ports: StrategyPorts) => Promise<void>,
): AfterwardsStrategy {
  return {
    records: "afterwards",
    async pay(payout, ports, record) {
      const { store, checkpoint, clock } = ports;
      const before = await store.balance(payout.projectId);
      await clock.sleep(ROUND_TRIP_MS);
      if (before === undefined) return { kind: "no-project" };
      const { balanceMsat } = before;
      if (balanceMsat < payout.costMsat) return { kind: "insufficient-balance", balanceMsat };
      await checkpoint.at("before-charge");
      await store.charge(payout, payout.costMsat);
      let ended: Ended;
      try {
        await checkpoint.at("after-charge");
        const answer = await sendOnce(payout.payment, ports);
        await checkpoint.at("after-answer");
        const decision = guessFrom(answer);
        ended = decision.kind === "completed" ? { paid: await record(decision) } : { failure: decision };
      } catch (error) {
        await refund?.(payout, before, ports);
        throw error;
      }
      if ("paid" in ended) {
        // A strategy that never gives anything back keeps the reserve as well.
        if (refund !== undefined && payout.reserveMsat > 0) await store.returnReserve(payout, payout.reserveMsat);
        return { kind: "recorded", payout: ended.paid };
      }
      if (refund !== undefined) {
        await checkpoint.at("before-refund");
        await refund(payout, before, ports);
      }
      return { kind: "recorded", payout: await record(ended.failure) };
    },
  };
}

type Ended = { readonly paid: PayoutRecord } | { readonly failure: PayoutFailure };

/**
 * What an answer is taken for where nobody tracks the payment. The reason of a failure is read before the status, so a payment that has settled
 * and names one counts as failed (lnd #8884).
 */
export function guessFrom(answer: RailAnswer): Decision {
  switch (answer.kind) {
    case "settled": {
      const { failureReason: reason } = answer;
      return reason === undefined ? { kind: "completed" } : { kind: "failed", reason };
    }
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
