import { paymentOf } from "../../rail/payment-hash.ts";
import type { RailPayment, RailState } from "../../rail/port.ts";
import { LEASE_MS } from "../leasing.ts";
import type { Decision, DuePayout, Lease } from "../ledger/intents.ts";
import type { PayoutRecord } from "../ledger/payout-records.ts";
import type { StrategyPorts } from "../strategy.ts";

/**
 * The steps that never guess. A payout is decided by a terminal answer of the node and by nothing else; whatever else happens, it
 * stays pending and is released, so that whoever takes it next asks the node. All of it happens under the lease of this one work: what
 * has lost its lease decides and releases nothing.
 */

/** A payout that somebody is at work on, and how often it had been taken before that was decided. */
export interface Held {
  readonly payoutId: string;
  readonly lease: Lease;
  readonly takes: number;
}

/** How long a payment that is still in flight is left alone before somebody asks the node again; it doubles each time. */
const LOOK_AGAIN_MS = 25;

/** Sends the payment of a payout. The answer is the payout if that decided it, else undefined. */
export async function send(held: Held, payment: RailPayment, ports: StrategyPorts): Promise<PayoutRecord | undefined> {
  const { rail, checkpoint, leasing } = ports;
  // Asked once more when the request is about to be written: there may be a long way to there.
  const maySend = () => leasing.allowsSend(held.lease);
  if (!maySend()) return lookAgain(held, ports);
  const answer = await rail.send(payment, { maySend, sent: () => void checkpoint.at("after-send") });
  await checkpoint.at("after-answer");
  switch (answer.kind) {
    case "settled":
    // The hash is this payout's alone, so what was paid under it is this payout.
    case "already-paid":
      return decide(held, { kind: "completed" }, ports);
    case "failed":
      return decide(held, answer, ports);
    case "timeout":
    case "broken":
    case "in-transition":
      return lookAgain(held, ports);
  }
}

/** Carries a payout that was taken on from the state in which the node has its payment. */
export async function resolveFrom(state: RailState, due: DuePayout, ports: StrategyPorts): Promise<void> {
  const decided = await resolved(state, due, ports);
  if (decided !== undefined) await ports.checkpoint.at("after-confirm");
}

async function resolved(
  state: RailState,
  { payout, lease, takes }: DuePayout,
  ports: StrategyPorts,
): Promise<PayoutRecord | undefined> {
  const { payoutId, gamertag, amountSats } = payout;
  const held = { payoutId, lease, takes };
  switch (state) {
    case "settled":
      return decide(held, { kind: "completed" }, ports);
    case "failed":
      return decide(held, { kind: "failed", reason: "the node gave the payment up" }, ports);
    case "in-flight":
    case "unknown":
      return lookAgain(held, ports);
    case "absent":
      return send(held, paymentOf(payoutId, gamertag, amountSats), ports);
  }
}

/** Leaves a payout to a person: nothing that a program could do about it would be safe. */
export async function park({ payout, lease }: DuePayout, { store }: StrategyPorts): Promise<void> {
  await store.release(payout.payoutId, lease.owner, null);
}

async function decide(
  { payoutId, lease }: Held,
  decision: Decision,
  { store, checkpoint }: StrategyPorts,
): Promise<PayoutRecord | undefined> {
  if (decision.kind !== "completed") await checkpoint.at("before-refund");
  return store.decide(payoutId, lease.owner, decision);
}

/** Leaves a payout to whoever takes it next, a little later. */
async function lookAgain({ payoutId, lease, takes }: Held, { store, clock }: StrategyPorts): Promise<undefined> {
  const waitMs = Math.min(LEASE_MS, LOOK_AGAIN_MS * 2 ** takes);
  await store.release(payoutId, lease.owner, clock.epochMs() + waitMs);
}
