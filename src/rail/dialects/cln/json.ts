import type { Msat } from "../../../domain/money.ts";
import type { EndedPayment, FailureReason, TrackedPayment } from "../../core/payment-update.ts";
import type { Invoice } from "../../payees/payee-book.ts";
import { type Fields, wholeNumberOf } from "../body.ts";
import { Refusal } from "../listener.ts";
import type { ProviderErrors } from "../paying.ts";

/** Error codes of Core Lightning (`common/jsonrpc_errors.h`). */
export const codes = {
  plugin: -3,
  pluginTerminated: -4,
  invalidParameters: -32602,
  unknownMethod: -32601,
  differentAmount: 201,
  routeNotFound: 205,
  invoiceExpired: 207,
  unspecified: 209,
  stoppedRetrying: 210,
  alreadyPaid: 219,
  labelExists: 900,
  waitTimedOut: 904,
  missingRune: 1501,
  wrongRune: 1502,
} as const;

/** An error of a method. All of them have the HTTP status 500; the code tells them apart. */
export function rpcError(code: number, message: string): Refusal {
  return new Refusal(500, message, { code });
}

/**
 * How the node fails. clnrest answers 503 while lightningd is not there to be asked. Payments are made, and looked up, by plugins; one that dies over
 * a call is told as any error of a method is: 500, with a code and a text that say nothing about the payment.
 */
export const clnErrors: ProviderErrors = {
  busy: () => new Refusal(503, "lightningd is not ready"),
  broken: () => rpcError(codes.pluginTerminated, "Plugin terminated before replying to RPC call."),
};

/** A parameter that cannot be read. */
export function invalid(message: string): Refusal {
  return rpcError(codes.invalidParameters, message);
}

/** How `pay` says that a payment failed; its codes differ from those of `xpay`. */
export const payFailures: Readonly<Record<FailureReason, () => Refusal>> = {
  FAILURE_REASON_NO_ROUTE: () => rpcError(codes.routeNotFound, "Could not find a route"),
  FAILURE_REASON_TIMEOUT: () => rpcError(codes.stoppedRetrying, "Timed out: no payment is in progress any more"),
};

/** How `xpay` says that a payment failed. */
export const xpayFailures: Readonly<Record<FailureReason, () => Refusal>> = {
  FAILURE_REASON_NO_ROUTE: () => rpcError(codes.routeNotFound, "Failed: We could not find a usable set of paths"),
  FAILURE_REASON_TIMEOUT: () => rpcError(codes.unspecified, "Timed out after 1 attempt"),
};

type Settled = Extract<EndedPayment, { readonly kind: "settled" }>;

/** A payment that `pay` made, now or earlier. */
export function payJson(payment: Settled, destination: string) {
  return {
    payment_preimage: payment.preimage,
    payment_hash: payment.paymentHash,
    status: "complete",
    amount_msat: payment.amountMsat,
    amount_sent_msat: payment.amountMsat + payment.feeMsat,
    parts: 1,
    created_at: payment.createdEpochMs / 1_000,
    destination,
  };
}

/** A payment that `xpay` made: without a hash and without a status. */
export function xpayJson({ preimage, amountMsat, feeMsat }: Settled) {
  return {
    payment_preimage: preimage,
    amount_msat: amountMsat,
    amount_sent_msat: amountMsat + feeMsat,
    failed_parts: 0,
    successful_parts: 1,
  };
}

const statuses = { "in-flight": "pending", settled: "complete", failed: "failed" } as const;

/** The states of a payment, as they can be asked for. */
export const payStatuses: readonly string[] = Object.values(statuses);

/** The word for how a payment stands. */
export function payStatusOf({ kind }: TrackedPayment): string {
  return statuses[kind];
}

/** A payment of `listpays`. */
export function listedPayJson(payment: TrackedPayment, destination: string) {
  return {
    ...listedJson(payment, destination),
    ...(payment.kind === "settled" && { preimage: payment.preimage }),
  };
}

/** The one part of a payment, of `listsendpays`. */
export function listedSendpayJson(payment: TrackedPayment, destination: string) {
  return {
    created_index: payment.index,
    id: payment.index,
    groupid: 1,
    ...listedJson(payment, destination),
    ...(payment.kind === "settled" && { payment_preimage: payment.preimage }),
  };
}

function listedJson(payment: TrackedPayment, destination: string) {
  const { paymentHash, invoice, amountMsat, feeMsat } = payment;
  return {
    ...(invoice !== "" && { bolt11: invoice }),
    destination,
    payment_hash: paymentHash,
    status: payStatusOf(payment),
    created_at: Math.floor(payment.createdEpochMs / 1_000),
    ...(payment.kind === "settled" && { completed_at: Math.floor(payment.endedEpochMs / 1_000) }),
    amount_msat: amountMsat,
    amount_sent_msat: payment.kind === "failed" ? 0 : amountMsat + feeMsat,
  };
}

/** An invoice as `decode` shows it. */
export function decodedJson(invoice: Invoice) {
  return {
    type: "bolt11 invoice",
    valid: true,
    currency: "bcrt",
    created_at: invoice.createdEpochS,
    expiry: invoice.expirySeconds,
    payee: invoice.destination,
    ...(invoice.amountMsat !== null && { amount_msat: invoice.amountMsat }),
    ...descriptionJson(invoice),
    payment_hash: invoice.paymentHash,
    payment_secret: invoice.paymentSecret,
  };
}

/** An invoice of `listinvoices`: nobody pays the ones of this node. */
export function listedInvoiceJson(label: string, invoice: Invoice, nowEpochMs: number) {
  const expiresAt = invoice.createdEpochS + invoice.expirySeconds;
  return {
    label,
    payment_hash: invoice.paymentHash,
    status: expiresAt * 1_000 < nowEpochMs ? "expired" : "unpaid",
    expires_at: expiresAt,
    bolt11: invoice.bolt11,
    ...(invoice.amountMsat !== null && { amount_msat: invoice.amountMsat }),
    ...descriptionJson(invoice),
  };
}

function descriptionJson({ description, descriptionHash }: Invoice) {
  return descriptionHash === "" ? { description } : { description_hash: descriptionHash };
}

const MSAT_PER = { msat: 1, sat: 1_000 } as const;

/** An amount: a number of msat, or text with a unit (`5000msat`, `5sat`); undefined when it is not sent. @throws Refusal */
export function msatOf(fields: Fields, name: string): Msat | undefined {
  const value = fields[name];
  const [, digits, unit] = typeof value === "string" ? (/^(\d{1,16})(msat|sat)$/.exec(value) ?? []) : [];
  if (digits === undefined) {
    const number = wholeNumberOf(fields, name);
    if (number === null)
      throw invalid(`${name}: should be a millisatoshi amount: invalid token ${JSON.stringify(value)}`);
    return number;
  }
  const amountMsat = Number(digits) * MSAT_PER[unit === "sat" ? "sat" : "msat"];
  if (!Number.isSafeInteger(amountMsat)) throw invalid(`${name}: should be a millisatoshi amount`);
  return amountMsat;
}
