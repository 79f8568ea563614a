import type { Decision, DuePayout, Lease } from "../../ledger/intents.ts";
import type { PayoutRecord } from "../../ledger/payout-records.ts";
import { paymentOf } from "../../lightning/payment-hash.ts";
import type { RailPayment, RailState } from "../../lightning/rail.ts";
import type { StrategyPorts } from "./strategy.ts";

/**
 * The steps that never guess. A payout is decided by a terminal answer of the node and by nothing else; whatever else happens, it
 * stays pending and is released, so that whoever takes it next asks the node.
 */

/** How long a payment that is still in flight is left alone before somebody asks the node again. */
const LOOK_AGAIN_MS = 25;

/** Sends the payment of a payout that is held under a lease. The answer is the payout if that decided it, else undefined. */
export async function send(
  payoutId: string,
  payment: RailPayment,
  lease: Lease,
  ports: StrategyPorts,
): Promise<PayoutRecord | undefined> {
  const { rail, checkpoint, leasing } = ports;
  if (!leasing.allowsSend(lease)) return lookAgain(payoutId, ports);
  const answer = await rail.send(payment, { sent: () => void checkpoint.at("after-send") });
  await checkpoint.at("after-answer");
  switch (answer.kind) {
    case "settled":
    // The hash is this payout's alone, so what was paid under it is this payout.
    case "already-paid":
      return decide(payoutId, { kind: "completed" }, ports);
    case "failed":
      return decide(payoutId, answer, ports);
    case "timeout":
    case "broken":
    case "in-transition":
      return lookAgain(payoutId, ports);
  }
}

/** Carries a payout that was taken on from the state in which the node has its payment. */
export async function resolveFrom(state: RailState, due: DuePayout, ports: StrategyPorts): Promise<void> {
  const decided = await resolved(state, due, ports);
  if (decided !== undefined) await ports.checkpoint.at("after-confirm");
}

async function resolved(
  state: RailState,
  { payout, lease }: DuePayout,
  ports: StrategyPorts,
): Promise<PayoutRecord | undefined> {
  const { payoutId, gamertag, amountSats } = payout;
  switch (state) {
    case "settled":
      return decide(payoutId, { kind: "completed" }, ports);
    case "failed":
      return decide(payoutId, { kind: "failed", reason: "the node gave the payment up" }, ports);
    case "in-flight":
    case "unknown":
      return lookAgain(payoutId, ports);
    case "absent":
      return send(payoutId, paymentOf(payoutId, gamertag, amountSats), lease, ports);
  }
}

/** Leaves a payout to a person: nothing that a program could do about it would be safe. */
export async function park(payoutId: string, { store, leasing }: StrategyPorts): Promise<void> {
  await store.release(payoutId, leasing.owner, null);
}

/** Decides a payout that this process holds, unless it has lost it: then whoever has it now decides. */
async function decide(
  payoutId: string,
  decision: Decision,
  { store, checkpoint, leasing }: StrategyPorts,
): Promise<PayoutRecord | undefined> {
  if (decision.kind !== "completed") await checkpoint.at("before-refund");
  return store.decide(payoutId, leasing.owner, decision);
}

/** Leaves a payout to whoever takes it next, a little later. */
async function lookAgain(payoutId: string, { store, clock, leasing }: StrategyPorts): Promise<undefined> {
  await store.release(payoutId, leasing.owner, clock.epochMs() + LOOK_AGAIN_MS);
}
