import type { PaymentFaultName } from "../../../domain/payment-fault.ts";
import type { LightningNode } from "../../core/node.ts";
import type { Busy, Rejection } from "../../core/node-event.ts";
import type { PayOptions } from "../../core/node-options.ts";
import type { RailPayment } from "../../core/payment.ts";
import type { PaymentUpdate, TrackedPayment } from "../../core/payment-update.ts";
import { found } from "../asking.ts";
import type { RailCore } from "../dialect.ts";
import type { Answer, Call, HangUp } from "./answer.ts";
import { brokenNode, grpc, LndError, messages } from "./errors.ts";
import { bytes32, flagOf } from "./fields.ts";
import { readLegacyRequest } from "./legacy-request.ts";
import { paymentMessage, sendRefusal, sendResponse } from "./payment.ts";
import { readSendRequest, type SendRequest } from "./send-request.ts";

/** What is told of a payment. */
type Told = Exclude<PaymentUpdate, { readonly kind: "reset" | "error" }>;

/** How the update of a payment is spelled. */
export type Shape<Message> = (update: Told) => Message;

/** Pays, and answers with every update. @throws LndError for a payment that the node does not accept */
export function send<Message>(
  node: LightningNode,
  { payment, timeoutSeconds, noInflightUpdates, feeLimitMsat }: SendRequest,
  shape: Shape<Message>,
  answer: Answer<Message>,
  options: Pick<PayOptions, "ended" | "news" | "cannot"> = {},
): HangUp {
  const caller = updatesTo(answer, shape, noInflightUpdates);
  const result = node.pay(payment, caller, { timeoutMs: timeoutSeconds * 1_000, feeLimitMsat, ...options });
  if (result.kind === "rejected") throw rejected(result.reason);
  return result.disconnect;
}

/** A node that takes no payment says so as one that is starting or shutting down does. */
function rejected(reason: Rejection | Busy): LndError {
  return new LndError(reason === "busy" ? grpc.unavailable : grpc.alreadyExists, messages[reason]);
}

/** The answer of the retired call has an error or a preimage: where one is empty, the other is not. */
const hasOneEnd = (fault: PaymentFaultName) => fault === "contradictory";

/** Answers with how a payment stands, and with its end. @throws LndError for one that was never sent */
export function track<Message>(
  node: LightningNode,
  paymentHash: string,
  endOnly: boolean,
  shape: Shape<Message>,
  answer: Answer<Message>,
): HangUp | undefined {
  const payment = lookedUp(node, paymentHash);
  // For a payment that has ended there is nothing but its end to report.
  if (payment.kind !== "in-flight") {
    answer.end(shape(payment));
    return undefined;
  }
  const update = updatesTo(answer, shape, endOnly);
  const stop = node.watch(paymentHash, update);
  update(payment);
  return stop;
}

/** How a payment stands, by what the node says. @throws LndError for one that it does not find, or cannot look up */
function lookedUp(node: LightningNode, paymentHash: string): TrackedPayment {
  const payment = found(node.lookUp(paymentHash), brokenNode);
  if (payment === undefined) throw new LndError(grpc.notFound, messages.absent);
  return payment;
}

/** Where the end is the first update, "in flight" leaves with it, because it starts the caller's timeout. */
function updatesTo<Message>(
  answer: Answer<Message>,
  shape: Shape<Message>,
  endOnly: boolean,
): (update: PaymentUpdate) => void {
  let hasBegun = false;
  return (update) => {
    switch (update.kind) {
      case "in-flight":
        if (endOnly) return;
        hasBegun = true;
        return answer.write(shape(update));
      case "settled":
      case "failed":
        if (hasBegun || endOnly) return answer.end(shape(update));
        return answer.end(shape({ kind: "in-flight" }), shape(update));
      case "reset":
        return answer.reset();
      case "error":
        return answer.fail(brokenNode());
    }
  };
}

/** The calls of LND that pay, and those that tell what became of it. */
export function sendingCalls({ node, payees, clock }: RailCore) {
  const known = { payees, epochMs: () => clock.epochMs() };
  const feed = new Set<(update: TrackedPayment) => void>();
  const told = (payment: TrackedPayment) => paymentMessage(payment, payees);

  /** A payment as it stands with this update. Where each call is a new payment, the node does not find it by its hash. */
  const stateOf = (payment: Omit<RailPayment, "preimage">, update: Told): TrackedPayment => {
    if (update.kind !== "in-flight") return update;
    const known = node.track(payment.paymentHash);
    if (known !== undefined) return { ...known, kind: "in-flight" };
    const { paymentHash, payee, amountMsat, invoice } = payment;
    return {
      ...update,
      paymentHash,
      payee,
      amountMsat,
      invoice,
      feeMsat: 0,
      createdEpochMs: clock.epochMs(),
      index: 0,
    };
  };

  const sendV2: Call = (request, answer) => {
    const read = readSendRequest(request, known);
    const tellAll = (update: Told) => {
      for (const tell of feed) tell(stateOf(read.payment, update));
    };
    const hangUp = send(node, read, (update) => told(stateOf(read.payment, update)), answer, { ended: tellAll });
    tellAll({ kind: "in-flight" });
    return hangUp;
  };

  /** The call that was retired in LND 0.21: it answers once, and with HTTP 200 whatever became of the payment. */
  const sendSync: Call = (request, answer) => {
    const read = readLegacyRequest(request, known);
    const shape = (update: Told) => sendResponse(stateOf(read.payment, update), payees);
    try {
      return send(node, { ...read, noInflightUpdates: true }, shape, answer, { cannot: hasOneEnd });
    } catch (error) {
      // A node that is busy does not come as far as the payment, so it answers as to any other call.
      if (!(error instanceof LndError) || error.status === grpc.unavailable) throw error;
      answer.end(sendRefusal(read.payment.paymentHash, error.message));
      return undefined;
    }
  };

  const trackV2: Call = (request, answer) => {
    const paymentHash = bytes32(request.payment_hash, "payment_hash").toString("hex");
    const shape = (update: Told) => {
      const payment = node.track(paymentHash);
      if (payment === undefined) throw new LndError(grpc.notFound, messages.absent);
      return told(stateOf(payment, update));
    };
    return track(node, paymentHash, flagOf(request.no_inflight_updates), shape, answer);
  };

  /** Every update from now on of the payments that are sent to the same address. */
  const trackAll: Call = (request, answer) => {
    const endOnly = flagOf(request.no_inflight_updates);
    const tell = (payment: TrackedPayment) => {
      if (!endOnly || payment.kind !== "in-flight") answer.write(told(payment));
    };
    feed.add(tell);
    return () => void feed.delete(tell);
  };

  return { sendV2, sendSync, trackV2, trackAll };
}
