import type { Msat } from "../../domain/money.ts";
import type { Caller } from "../core/node.ts";
import type { Rejection } from "../core/node-event.ts";
import type { PayOptions } from "../core/node-options.ts";
import type { RailPayment } from "../core/payment.ts";
import type { TrackedPayment } from "../core/payment-update.ts";
import type { Tell } from "../core/post.ts";
import type { Invoice, InvoiceRequest } from "../payees/payee-book.ts";
import type { RailCore } from "./dialect.ts";
import { type Exchange, Refusal } from "./listener.ts";

/** How a provider says that something is wrong with itself. */
export interface ProviderErrors {
  /** It does not take the payment: nothing has happened. */
  busy(): Refusal;
  /** It cannot tell what has happened, to a payment or to one that is asked for. */
  broken(): Refusal;
}

/** A payment that somebody waits for. */
export interface Attempt {
  readonly payment: RailPayment;
  readonly errors: ProviderErrors;
  readonly options?: PayOptions;
  /** After how long the real provider answers that a payment is pending; undefined where it waits for the end. */
  readonly pendingAfterMs?: number | undefined;
  /** Called once: when the payment has ended, or while it is in flight and the caller has waited for so long. */
  answer(payment: TrackedPayment): void;
}

/**
 * Asks the node to pay, and answers when the payment ends. A caller who leaves, or who was answered that the payment is pending, has
 * disconnected for the node. Where the fault is a lost answer, the connection is reset instead.
 * Returns why the node does not accept the payment; then nothing has been answered.
 * @throws Refusal where the provider is busy.
 */
export function payAndAnswer(core: RailCore, exchange: Exchange, attempt: Attempt): Rejection | undefined {
  const { node, clock } = core;
  const { payment, errors, options, pendingAfterMs, answer } = attempt;
  let disconnect = () => {};
  let stopWaiting = () => {};
  const caller: Caller = (update) => {
    switch (update.kind) {
      case "in-flight":
        // Only a payment that is held says so; a healthy one ends soon, however slow the machine is.
        if (pendingAfterMs === undefined) return;
        stopWaiting = clock.timeout(pendingAfterMs, () => {
          answer(trackedOf(core, payment));
          disconnect();
        });
        return;
      case "reset":
        return exchange.reset();
      case "error":
        return exchange.refuse(errors.broken());
      case "settled":
      case "failed":
        stopWaiting();
        return answer(update);
    }
  };
  const result = node.pay(payment, caller, options);
  if (result.kind === "rejected") {
    const { reason } = result;
    if (reason === "busy") throw errors.busy();
    return reason;
  }
  disconnect = result.disconnect;
  exchange.whenOver((left) => {
    stopWaiting();
    if (left) disconnect();
  });
  return undefined;
}

/** A payment that a dialect knows by an id of its own, as it stands as far as we have heard. */
export interface Sent {
  latest: TrackedPayment;
}

/** As `payAndAnswer`, and keeps `sent` up to date: `news` says how to tell of its end, whether or not anybody waits for it. */
export function sendAndAnswer(
  core: RailCore,
  exchange: Exchange,
  sent: Sent,
  { news, ...attempt }: Attempt & { news?(): Tell | undefined },
): Rejection | undefined {
  const learn = (latest: TrackedPayment) => {
    // An answer that news has overtaken may be older than what is known.
    if (sent.latest.kind !== "settled") sent.latest = latest;
  };
  return payAndAnswer(core, exchange, {
    ...attempt,
    options: {
      ...attempt.options,
      ended: learn,
      news(payment) {
        learn(payment);
        return news?.();
      },
    },
    answer(payment) {
      learn(payment);
      attempt.answer(payment);
    },
  });
}

/** A payment as the node knows it. A node that pays at every call cannot say more than that it was asked. */
export function trackedOf(
  { node, clock }: RailCore,
  { paymentHash, payee, amountMsat, invoice }: RailPayment,
): TrackedPayment {
  const known = node.track(paymentHash);
  if (known !== undefined) return known;
  const createdEpochMs = clock.epochMs();
  return { kind: "in-flight", paymentHash, payee, amountMsat, feeMsat: 0, invoice, createdEpochMs, index: 0 };
}

/** The payment of an invoice. The amount is the caller's where the invoice has none. */
export function paymentOfInvoice(invoice: Invoice, amountMsat: Msat): RailPayment {
  const { paymentHash, preimage, payee, bolt11 } = invoice;
  return { paymentHash, preimage, payee, amountMsat, invoice: bolt11 };
}

/** Reads an invoice; undefined when it is none. */
export function readInvoice({ payees }: RailCore, bolt11: string): Invoice | undefined {
  try {
    return payees.decode(bolt11);
  } catch {
    return undefined;
  }
}

/** Makes an invoice. @throws Refusal with status 400 when the book refuses to: a description that is too long, a preimage that was used. */
export function mintInvoice({ payees }: RailCore, request: InvoiceRequest): Invoice {
  try {
    return payees.mint(request);
  } catch (error) {
    throw new Refusal(400, error instanceof Error ? error.message : String(error));
  }
}

/** True if nobody will be paid by this invoice any more. */
export function isExpired({ clock }: RailCore, { createdEpochS, expirySeconds }: Invoice): boolean {
  return (createdEpochS + expirySeconds) * 1_000 < clock.epochMs();
}
