import type { RailPayment } from "../../../rail/core/payment.ts";
import { paymentOf } from "../../../rail/payment-hash.ts";
import type { RailState } from "../../../rail/port.ts";
import { LEASE_MS } from "../../leasing.ts";
import type { Decision, DuePayout } from "../../ledger/intents.ts";
import type { PayoutRecord } from "../../ledger/payout-records.ts";
import type { StrategyPorts } from "../../strategy.ts";
import { sendOnce } from "./send-once.ts";

/**
 * A payout under a lease. The steps here never guess: only a terminal answer of the node decides it; otherwise it stays pending and is
 * released, so that its next owner asks the node. Work that has lost its lease decides and releases nothing.
 */
export interface Held extends Pick<DuePayout, "lease" | "takes"> {
  readonly payoutId: string;
}

/** The first wait before the node is asked again; it doubles each time. */
const RETRY_MS = 25;

/** Sends the payment of a payout. Returns the payout if that decided it, otherwise undefined. */
export async function send(held: Held, payment: RailPayment, ports: StrategyPorts): Promise<PayoutRecord | undefined> {
  const { checkpoint, leasing } = ports;
  // Checked again when the request is about to be written, which may be much later.
  const maySend = () => leasing.allowsSend(held.lease);
  if (!maySend()) return retryLater(held, ports);
  const answer = await sendOnce(payment, ports, { maySend });
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
      return retryLater(held, ports);
  }
}

/** Continues a payout from the state of its payment at the node. */
export async function resolveFrom(
  state: RailState,
  { payout: { payoutId, gamertag, amountMsat }, lease, takes }: DuePayout,
  ports: StrategyPorts,
): Promise<void> {
  const held = { payoutId, lease, takes };
  const resolved = () => {
    switch (state) {
      case "settled":
        return decide(held, { kind: "completed" }, ports);
      case "failed":
        return decide(held, { kind: "failed", reason: "the node gave up on the payment" }, ports);
      case "in-flight":
      case "unknown":
        return retryLater(held, ports);
      case "absent":
        return send(held, paymentOf(payoutId, gamertag, amountMsat), ports);
    }
  };
  if ((await resolved()) !== undefined) await ports.checkpoint.at("after-confirm");
}

/** Leaves a payout to a person. */
export async function park({ payout, lease }: DuePayout, { store }: StrategyPorts): Promise<void> {
  await store.release(payout.payoutId, lease.owner, null);
}

/** Decides a payout, a failed one until its recheck. Returns it, or undefined where the lease was lost. */
export async function decide(
  { payoutId, lease }: Held,
  decision: Decision,
  { store, checkpoint, clock, recheckAfterMs }: StrategyPorts,
): Promise<PayoutRecord | undefined> {
  if (decision.kind !== "completed") await checkpoint.at("before-refund");
  const recheck = recheckAfterMs === null ? null : { dueEpochMs: clock.epochMs() + recheckAfterMs };
  return store.decide(payoutId, lease.owner, decision, recheck);
}

/** Releases a payout, so that it is taken again a little later. */
export async function retryLater(
  { payoutId, lease, takes }: Held,
  { store, clock }: StrategyPorts,
): Promise<undefined> {
  const waitMs = Math.min(LEASE_MS, RETRY_MS * 2 ** takes);
  await store.release(payoutId, lease.owner, clock.epochMs() + waitMs);
}
