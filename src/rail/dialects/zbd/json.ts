import { stampOf } from "../../../domain/clock.ts";
import type { Msat } from "../../../domain/money.ts";
import type { TrackedPayment } from "../../core/payment-update.ts";
import type { Invoice } from "../../payees/payee-book.ts";
import type { Sent } from "../paying.ts";
import { uuidOf } from "../uuid.ts";

/** One call that sent money: ZBD knows it by an id of its own, never by its hash. */
export interface ZbdSend extends Sent {
  readonly id: string;
  /** The comment or the description. */
  readonly note: string;
  readonly internalId: string;
  readonly callbackUrl: string;
}

/** An invoice that ZBD made, which is called a charge there. */
export interface Charge {
  readonly id: string;
  readonly invoice: Invoice;
  readonly internalId: string;
  readonly callbackUrl: string;
}

const WALLET_ID = uuidOf("ZBD wallet");

/** All amounts are in msat, as text. */
const UNIT = "msats";

/** The id of a user, which is the same for the same gamertag. */
export function userIdOf(gamertag: string): string {
  return uuidOf(`ZBD user ${gamertag}`);
}

function processedAtOf(payment: TrackedPayment): string | null {
  return payment.kind === "in-flight" ? null : stampOf(payment.endedEpochMs);
}

const sendStatuses = { "in-flight": "pending", settled: "settled", failed: "failed" } as const;

/** What a call that sends to a gamertag answers. */
export function gamertagSendJson({ id, latest, note }: ZbdSend) {
  return {
    id,
    transactionId: id,
    receiverId: userIdOf(latest.payee),
    amount: String(latest.amountMsat),
    comment: note,
    status: sendStatuses[latest.kind],
    settledAt: processedAtOf(latest),
  };
}

const transactionStatuses = {
  "in-flight": "TRANSACTION_STATUS_PENDING",
  settled: "TRANSACTION_STATUS_COMPLETED",
  failed: "TRANSACTION_STATUS_FAILED",
} as const;

/** The same transaction when it is looked up: with other words, under other names. */
export function transactionJson({ id, latest, note }: ZbdSend) {
  const receiver = userIdOf(latest.payee);
  return {
    id,
    receiverId: receiver,
    // Their client spells it like this.
    receivedId: receiver,
    amount: String(latest.amountMsat),
    fee: feeOf(latest),
    unit: UNIT,
    comment: note,
    status: transactionStatuses[latest.kind],
    processedAt: stampOf(latest.createdEpochMs),
    confirmedAt: processedAtOf(latest),
  };
}

const paymentStatuses = { "in-flight": "processing", settled: "completed", failed: "failed" } as const;

/** A payment of an invoice, or to a Lightning address; also what a callback says. */
export function paymentJson({ id, latest, note, internalId, callbackUrl }: ZbdSend) {
  return {
    id,
    walletId: WALLET_ID,
    transactionId: uuidOf(`ZBD transaction ${id}`),
    fee: feeOf(latest),
    unit: UNIT,
    amount: String(latest.amountMsat),
    invoice: latest.invoice,
    preimage: latest.kind === "settled" ? latest.preimage : null,
    internalId,
    callbackUrl,
    description: note,
    comment: note,
    status: paymentStatuses[latest.kind],
    createdAt: stampOf(latest.createdEpochMs),
    processedAt: processedAtOf(latest),
    confirmedAt: latest.kind === "settled" ? stampOf(latest.endedEpochMs) : null,
  };
}

/** A payment to a node key. */
export function keysendJson({ id, latest, note }: ZbdSend) {
  const amountMsat = latest.amountMsat;
  return {
    keysendId: uuidOf(`ZBD keysend ${id}`),
    paymentId: id,
    transaction: {
      id: uuidOf(`ZBD transaction ${id}`),
      walletId: WALLET_ID,
      type: "keysend",
      totalAmount: String(amountMsat + feeMsatOf(latest)),
      fee: feeOf(latest),
      amount: String(amountMsat),
      description: note,
      status: paymentStatuses[latest.kind],
      confirmedAt: processedAtOf(latest),
    },
  };
}

/** A charge, which nobody has paid. */
export function chargeJson({ id, invoice, internalId, callbackUrl }: Charge) {
  return {
    id,
    unit: UNIT,
    amount: amountOf(invoice.amountMsat),
    createdAt: stampOf(invoice.createdEpochS * 1_000),
    expiresAt: expiryOf(invoice),
    confirmedAt: null,
    callbackUrl,
    internalId,
    description: invoice.description,
    status: "pending",
    invoice: invoiceJson(invoice),
  };
}

/** An invoice as text, and as a link for a QR code. */
export function invoiceJson({ bolt11 }: Invoice) {
  return { request: bolt11, uri: `lightning:${bolt11}` };
}

/** An invoice as the decoder shows it. */
export function decodedChargeJson(invoice: Invoice) {
  return {
    unit: UNIT,
    status: "pending",
    amount: amountOf(invoice.amountMsat),
    createdAt: stampOf(invoice.createdEpochS * 1_000),
    internalId: "",
    callbackUrl: "",
    description: invoice.description,
    invoiceRequest: invoice.bolt11,
    invoiceExpiresAt: expiryOf(invoice),
    invoiceDescriptionHash: invoice.descriptionHash === "" ? null : invoice.descriptionHash,
  };
}

/** The balance of the wallet. */
export function walletJson(balanceMsat: Msat) {
  return { balance: String(balanceMsat), unit: UNIT };
}

function expiryOf({ createdEpochS, expirySeconds }: Invoice): string {
  return stampOf((createdEpochS + expirySeconds) * 1_000);
}

function amountOf(amountMsat: Msat | null): string {
  return amountMsat === null ? "" : String(amountMsat);
}

function feeOf(payment: TrackedPayment): string {
  return String(feeMsatOf(payment));
}

/** Only a payment that has settled has cost its route anything. */
function feeMsatOf(payment: TrackedPayment): Msat {
  return payment.kind === "settled" ? payment.feeMsat : 0;
}
