import type { TrackedPayment } from "../../core/payment-update.ts";
import type { PayeeBook } from "../../payees/payee-book.ts";
import { base64Of, type Fields, wholeSats } from "./fields.ts";
import { decodedInvoice } from "./invoice-check.ts";

/** What a payment shows instead of the preimage until it has settled. */
export const NO_PREIMAGE = "0".repeat(64);

/** A node on the way to every payee that cannot be reached without a fee: the generator of secp256k1, because it has to be a valid key. */
const ROUTING_NODE = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

/** Block 1, transaction 1, output 0 and 1, as a number (BOLT 7, "Definition of short_channel_id"). */
const channels = ["1099511693312", "1099511693313"] as const;

const CHANNEL_CAPACITY_SATS = "10000000000";

const BLOCK_HEIGHT = 1;

/** What our invoices ask for, as LND's do (BOLT 11, field `c`). */
export const FINAL_CLTV_DELTA = 80;

const statuses = { "in-flight": "IN_FLIGHT", settled: "SUCCEEDED", failed: "FAILED" } as const;

/** LND's `Payment`, complete: `ln-service` refuses one that lacks its time, its index, or the attempt that succeeded. */
export function paymentMessage(payment: TrackedPayment, payees: PayeeBook): Fields {
  const { amountMsat, createdEpochMs, kind } = payment;
  const feeMsat = kind === "failed" ? 0 : payment.feeMsat;
  return {
    payment_hash: payment.paymentHash,
    value: wholeSats(amountMsat),
    creation_date: String(Math.floor(createdEpochMs / 1_000)),
    path: [],
    fee: wholeSats(feeMsat),
    payment_preimage: kind === "settled" ? payment.preimage : NO_PREIMAGE,
    value_sat: wholeSats(amountMsat),
    value_msat: String(amountMsat),
    payment_request: payment.invoice,
    status: statuses[kind],
    fee_sat: wholeSats(feeMsat),
    fee_msat: String(feeMsat),
    creation_time_ns: nanoseconds(createdEpochMs),
    htlcs: attemptsOf(payment, payees),
    payment_index: String(payment.index),
    failure_reason: (kind === "in-flight" ? undefined : payment.reason) ?? "FAILURE_REASON_NONE",
    first_hop_custom_records: {},
  };
}

/** LND's `SendResponse`, the answer of the legacy call. */
export function sendResponse(payment: TrackedPayment, payees: PayeeBook): Fields {
  const payment_hash = base64Of(payment.paymentHash);
  if (payment.kind !== "settled") {
    const payment_error = payment.kind === "failed" ? legacyReasons[payment.reason] : "payment is in transition";
    return { payment_error, payment_preimage: "", payment_route: null, payment_hash };
  }
  const payment_route = routeOf(payment, payees);
  return { payment_error: "", payment_preimage: base64Of(payment.preimage), payment_route, payment_hash };
}

/** The legacy answer to a payment that is not accepted: HTTP 200 all the same. */
export function sendRefusal(paymentHash: string, payment_error: string): Fields {
  return { payment_error, payment_preimage: "", payment_route: null, payment_hash: base64Of(paymentHash) };
}

/** How the legacy call spells a failure (lnd `payments/db/payment.go`, `FailureReason.String`). */
const legacyReasons = { FAILURE_REASON_NO_ROUTE: "no_route", FAILURE_REASON_TIMEOUT: "timeout" } as const;

/** One attempt; none for a payment that found no route. */
function attemptsOf(payment: TrackedPayment, payees: PayeeBook): readonly Fields[] {
  if (payment.kind === "failed" && payment.reason === "FAILURE_REASON_NO_ROUTE") return [];
  return [
    {
      attempt_id: String(payment.index),
      status: statuses[payment.kind],
      route: routeOf(payment, payees),
      attempt_time_ns: nanoseconds(payment.createdEpochMs),
      resolve_time_ns: payment.kind === "in-flight" ? "0" : nanoseconds(payment.endedEpochMs),
      failure: payment.kind === "failed" ? gaveUp : null,
      preimage: payment.kind === "settled" ? base64Of(payment.preimage) : "",
    },
  ];
}

const gaveUp = {
  code: "TEMPORARY_CHANNEL_FAILURE",
  channel_update: null,
  htlc_msat: "0",
  onion_sha_256: "",
  cltv_expiry: 0,
  flags: 0,
  failure_source_index: 1,
  height: BLOCK_HEIGHT,
};

/** Next door where the route is free, and over one other node where it has its price. */
function routeOf(payment: TrackedPayment, payees: PayeeBook): Fields {
  const { amountMsat, feeMsat, invoice } = payment;
  const payee = hop(channels[1], destinationOf(payment, payees), amountMsat, 0);
  const known = invoice === "" ? undefined : payees.byHash(payment.paymentHash);
  const mpp_record =
    known === undefined ? null : { payment_addr: base64Of(known.paymentSecret), total_amt_msat: String(amountMsat) };
  const last = { ...payee, mpp_record };
  return {
    total_time_lock: BLOCK_HEIGHT + FINAL_CLTV_DELTA,
    total_fees: wholeSats(feeMsat),
    total_amt: wholeSats(amountMsat + feeMsat),
    hops: feeMsat === 0 ? [last] : [hop(channels[0], ROUTING_NODE, amountMsat, feeMsat), last],
    total_fees_msat: String(feeMsat),
    total_amt_msat: String(amountMsat + feeMsat),
    first_hop_amount_msat: String(amountMsat + feeMsat),
    custom_channel_data: "",
  };
}

function hop(chan_id: string, pub_key: string, amountMsat: number, feeMsat: number): Fields {
  return {
    chan_id,
    chan_capacity: CHANNEL_CAPACITY_SATS,
    amt_to_forward: wholeSats(amountMsat),
    fee: wholeSats(feeMsat),
    expiry: BLOCK_HEIGHT + FINAL_CLTV_DELTA,
    amt_to_forward_msat: String(amountMsat),
    fee_msat: String(feeMsat),
    pub_key,
    tlv_payload: true,
    mpp_record: null,
    amp_record: null,
    custom_records: {},
    metadata: "",
    blinding_point: "",
    encrypted_data: "",
    total_amt_msat: "0",
  };
}

function destinationOf({ paymentHash, invoice, payee }: TrackedPayment, payees: PayeeBook): string {
  if (invoice === "") return payees.nodeKeyOf(payee);
  return (payees.byHash(paymentHash) ?? decodedInvoice(invoice, payees)).destination;
}

function nanoseconds(epochMs: number): string {
  return String(BigInt(Math.round(epochMs * 1_000)) * 1_000n);
}
