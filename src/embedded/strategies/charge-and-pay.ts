import type { RailAnswer } from "../../rail/port.ts";
import type { ProjectBalance } from "../ledger/balances.ts";
import type { PayoutFailure } from "../ledger/payout-records.ts";
import type { AfterwardsStrategy, ChargeRefusal, StrategyPayout, StrategyPorts } from "../strategy.ts";

/** How the strategies of the naive family differ: in how they refund a charge. */
export interface Refund {
  /** Refunds the charge. Absent where nothing is ever refunded. */
  readonly refund?: (payout: StrategyPayout, before: ProjectBalance, ports: StrategyPorts) => Promise<void>;
}

/** Stands for the network between such code and its database: other payouts read the balance between this check and the charge. */
const ROUND_TRIP_MS = 1;

/**
 * Checks the balance, charges, pays and, on anything but success, refunds in its own way. Check and charge are two steps, so concurrent payouts
 * all pass the check. It never tracks a payment and takes every error of the node for a failed payment, even "already paid" and "in
 * transition", which say the opposite. Such code exists, which is why these strategies do.
 */
export function chargeAndPay({ refund }: Refund): AfterwardsStrategy {
  return {
    records: "afterwards",
    async pay(payout, ports) {
      const { store, rail, checkpoint, clock } = ports;
      const before = await store.balance(payout.projectId);
      await clock.sleep(ROUND_TRIP_MS);
      if (before === undefined) return { kind: "no-project" };
      const refused = refusal(before, payout);
      if (refused !== undefined) return refused;
      await checkpoint.at("before-charge");
      await store.charge(payout, payout.costSats);
      await checkpoint.at("after-charge");
      const answer = await rail.send(payout.payment, { sent: () => void checkpoint.at("after-send") });
      await checkpoint.at("after-answer");
      if (answer.kind === "settled") return { kind: "completed" };
      if (refund !== undefined) {
        await checkpoint.at("before-refund");
        await refund(payout, before, ports);
      }
      return failureOf(answer);
    },
  };
}

function refusal({ balanceSats }: ProjectBalance, { costSats }: StrategyPayout): ChargeRefusal | undefined {
  return balanceSats < costSats ? { kind: "insufficient-balance", balanceSats } : undefined;
}

/** The failure that an answer other than "settled" becomes without tracking the payment. */
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
