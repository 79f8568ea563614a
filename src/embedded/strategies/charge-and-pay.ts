import type { RailAnswer } from "../../rail/port.ts";
import type { ProjectBalance } from "../ledger/balances.ts";
import type { PayoutFailure } from "../ledger/payout-records.ts";
import type { AfterwardsStrategy, ChargeRefusal, StrategyPayout, StrategyPorts } from "../strategy.ts";

/** What the naive family has in common, and the one thing in which its members differ: how they give a charge back. */
export interface Refund {
  /** Gives back what the payout was charged. Absent where nothing is ever given back. */
  readonly refund?: (payout: StrategyPayout, before: ProjectBalance, ports: StrategyPorts) => Promise<void>;
}

/**
 * Such code asks a database over a network, and between the answer and the charge others ask as well. The ledger here is in the same
 * process, so the way there and back is this wait.
 */
const ROUND_TRIP_MS = 1;

/**
 * Charges, pays and, on anything but success, gives back in its own way. The balance is checked first and charged later, in two
 * steps, so payouts that race each other all pass the check. It asks the node nothing further and takes every error of the node for
 * a failed payment, even "already paid" and "in transition", which say the opposite: such code exists, and that is why these
 * strategies are here.
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

/** What whoever looks no further makes of an answer that is not "settled". */
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
