import type { Msat } from "../../../domain/money.ts";
import type { Invoice } from "../../payees/payee-book.ts";
import type { Sent } from "../paying.ts";
import { uuidOf } from "../uuid.ts";

/** One attempt to pay. Each has an id of its own, also when it is the second one for its invoice. */
export interface PhoenixdAttempt extends Sent {
  readonly paymentId: string;
}

const MSAT_PER_SAT = 1_000;

/** Whole sats; fractions are dropped. */
export function satsBelow(amountMsat: Msat): number {
  return Math.floor(amountMsat / MSAT_PER_SAT);
}

/**
 * Why a payment failed, or was not even tried, in the words of lightning-kmp (`payment/OutgoingPaymentFailure.kt`). They are all that tells a
 * failure from the two that are none: `inProgress` and `alreadyPaid`.
 */
export const reasons = {
  inProgress: "another payment is in progress for that invoice",
  alreadyPaid: "this invoice has already been paid",
  unreachable: "the recipient was offline or did not have enough liquidity to receive the payment",
  exhausted: "payment attempts exhausted without success",
  unknown: "an unknown error occurred",
} as const;

/** What a call that pays answers, with status 200 whether it worked or not; null while the payment is in flight. */
export function paymentEndJson({ paymentId, latest }: PhoenixdAttempt) {
  switch (latest.kind) {
    case "in-flight":
      return null;
    case "failed":
      return failureJson(
        latest.paymentHash,
        latest.reason === "FAILURE_REASON_TIMEOUT" ? reasons.exhausted : reasons.unreachable,
      );
    case "settled":
      return {
        recipientAmountSat: satsBelow(latest.amountMsat),
        routingFeeSat: satsBelow(latest.feeMsat),
        paymentId,
        paymentHash: latest.paymentHash,
        paymentPreimage: latest.preimage,
      };
  }
}

/** A payment that was not made. */
export function failureJson(paymentHash: string, reason: string) {
  return { paymentHash, reason };
}

/** A payment that is looked up; what is not known yet is left out. Not paid and without `completedAt`: pending. */
export function outgoingJson({ paymentId, latest }: PhoenixdAttempt) {
  const { paymentHash, amountMsat, invoice, createdEpochMs } = latest;
  const feeMsat = latest.kind === "settled" ? latest.feeMsat : 0;
  return {
    type: "outgoing_payment",
    subType: "lightning",
    paymentId,
    paymentHash,
    ...(latest.kind === "settled" && { preimage: latest.preimage }),
    isPaid: latest.kind === "settled",
    sent: satsBelow(amountMsat + feeMsat),
    fees: feeMsat,
    invoice,
    ...(latest.kind !== "in-flight" && { completedAt: latest.endedEpochMs }),
    createdAt: createdEpochMs,
  };
}

/** An invoice of this node, which nobody has paid. */
export function incomingJson(invoice: Invoice, externalId: string, nowEpochMs: number) {
  const createdAt = invoice.createdEpochS * 1_000;
  const expiresAt = createdAt + invoice.expirySeconds * 1_000;
  return {
    type: "incoming_payment",
    subType: "lightning",
    paymentHash: invoice.paymentHash,
    preimage: invoice.preimage,
    ...(externalId !== "" && { externalId }),
    description: invoice.description,
    invoice: invoice.bolt11,
    isPaid: false,
    isExpired: expiresAt < nowEpochMs,
    ...(invoice.amountMsat !== null && { requestedSat: satsBelow(invoice.amountMsat) }),
    receivedSat: 0,
    fees: 0,
    expiresAt,
    createdAt,
  };
}

/** An invoice as the decoder shows it. */
export function decodedJson(invoice: Invoice) {
  return {
    chain: "regtest",
    ...(invoice.amountMsat !== null && { amount: invoice.amountMsat }),
    paymentHash: invoice.paymentHash,
    ...(invoice.descriptionHash === ""
      ? { description: invoice.description }
      : { descriptionHash: invoice.descriptionHash }),
    expirySeconds: invoice.expirySeconds,
    timestampSeconds: invoice.createdEpochS,
  };
}

const CAPACITY_SAT = 2_000_000_000;
const BLOCK_HEIGHT = 850_000;

/** The node, with its one channel. */
export function nodeInfoJson(nodeId: string, balanceMsat: Msat) {
  const balanceSat = satsBelow(balanceMsat);
  const channelId = uuidOf(nodeId).replaceAll("-", "").repeat(2);
  return {
    nodeId,
    channels: [
      {
        state: "Normal",
        channelId,
        balanceSat,
        inboundLiquiditySat: Math.max(0, CAPACITY_SAT - balanceSat),
        capacitySat: Math.max(CAPACITY_SAT, balanceSat),
        fundingTxId: channelId,
      },
    ],
    chain: "regtest",
    blockHeight: BLOCK_HEIGHT,
    version: "0.6.2",
  };
}
