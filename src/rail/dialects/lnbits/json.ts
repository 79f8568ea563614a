import { stampOf } from "../../../domain/clock.ts";
import type { Msat } from "../../../domain/money.ts";
import type { TrackedPayment } from "../../core/payment-update.ts";
import type { Invoice } from "../../payees/payee-book.ts";
import type { Fields } from "../body.ts";

/** The id of the one wallet that there is. */
export const WALLET_ID = "c4a05000000040008000000000000000";

const RESERVE_MIN_MSAT = 2_000;
const RESERVE_PERCENT = 1;

/** What LNbits holds for the route while a payment is pending, and the most that it lets the route cost (`fee_reserve`, with its defaults). */
export function feeReserveMsat(amountMsat: Msat): Msat {
  return Math.max(RESERVE_MIN_MSAT, Math.floor((amountMsat * RESERVE_PERCENT) / 100));
}

/** What the caller of a payment or of an invoice wants to be reminded of. */
export interface Notes {
  readonly memo: string;
  readonly extra: Fields;
  readonly labels: readonly unknown[];
  readonly externalId: string | null;
}

/** For a payment that came without notes. */
export const noNotes: Notes = { memo: "", extra: {}, labels: [], externalId: null };

const statuses = { "in-flight": "pending", settled: "success", failed: "failed" } as const;

/** An outgoing payment: amount and fee in msat, both negative. */
export function outgoingJson(payment: TrackedPayment, invoice: Invoice | undefined, notes: Notes) {
  const { amountMsat, feeMsat } = payment;
  const isPaid = payment.kind === "settled";
  return {
    checking_id: payment.paymentHash,
    payment_hash: payment.paymentHash,
    amount: -amountMsat,
    fee: -(isPaid ? feeMsat : feeReserveMsat(amountMsat)),
    bolt11: payment.invoice,
    payment_request: payment.invoice,
    status: statuses[payment.kind],
    preimage: isPaid ? payment.preimage : null,
    expiry: invoice === undefined ? null : expiryOf(invoice),
    ...times(payment.createdEpochMs, payment.kind === "in-flight" ? payment.createdEpochMs : payment.endedEpochMs),
    ...described({ ...notes, memo: notes.memo === "" ? (invoice?.description ?? "") : notes.memo }),
  };
}

/** An invoice of this wallet, which nobody has paid. */
export function incomingJson(invoice: Invoice, notes: Notes) {
  const { paymentHash, bolt11, amountMsat, createdEpochS } = invoice;
  return {
    checking_id: paymentHash,
    payment_hash: paymentHash,
    amount: amountMsat ?? 0,
    fee: 0,
    bolt11,
    payment_request: bolt11,
    status: "pending" as const,
    preimage: null,
    expiry: expiryOf(invoice),
    ...times(createdEpochS * 1_000, createdEpochS * 1_000),
    ...described(notes),
  };
}

/** An invoice as the decoder shows it. */
export function decodedJson(invoice: Invoice) {
  return {
    currency: "bcrt",
    amount_msat: invoice.amountMsat,
    date: invoice.createdEpochS,
    payee: invoice.destination,
    payment_hash: invoice.paymentHash,
    payment_secret: invoice.paymentSecret,
    ...(invoice.descriptionHash === ""
      ? { description: invoice.description }
      : { description_hash: invoice.descriptionHash }),
    expiry: invoice.expirySeconds,
  };
}

function expiryOf({ createdEpochS, expirySeconds }: Invoice): string {
  return stampOf((createdEpochS + expirySeconds) * 1_000);
}

function times(createdEpochMs: number, updatedEpochMs: number) {
  const created = stampOf(createdEpochMs);
  return { time: created, created_at: created, updated_at: stampOf(updatedEpochMs) };
}

function described({ memo, extra, labels, externalId }: Notes) {
  return {
    wallet_id: WALLET_ID,
    memo,
    extra,
    labels,
    external_id: externalId,
    tag: null,
    extension: null,
    webhook: null,
    webhook_status: null,
    fiat_provider: null,
  };
}
