import type { Msat } from "../../../domain/money.ts";
import type { RailPayment } from "../../core/payment.ts";
import type { PayeeBook } from "../../payees/payee-book.ts";
import { paymentHashOf } from "../../payment-hash.ts";
import {
  amountOf,
  bytes32,
  bytesOf,
  check,
  demand,
  type Fields,
  flagOf,
  isRecord,
  isSet,
  limitOf,
  textOf,
  wholeNumberOf,
} from "./fields.ts";
import { checkedInvoice, isOwn } from "./invoice-check.ts";

/** The custom record that carries the preimage of a spontaneous payment (lnd `record/experimental.go`, `KeySendType`). */
export const KEYSEND_RECORD = "5482373484";

/** The custom record that names the payee's account at its node (TLV registry of satoshisstream: 696969). */
export const ACCOUNT_RECORD = "696969";

/** A compressed public key, 33 bytes that start with 2 or 3, in base64. */
const PUBLIC_KEY = /^A[g-z0-9+/_-][\w+/-]{42}$/;

/** A send request, parsed. */
export interface SendRequest {
  /** The payee is "" for somebody whom we do not know: there is no route to them. */
  readonly payment: RailPayment;
  /** True when the caller only wants the final update. */
  readonly noInflightUpdates: boolean;
  /** How long the node may try. */
  readonly timeoutSeconds: number;
  /** The most that the route may cost. LND takes a limit that is not sent for 0, and then only uses routes without a fee. */
  readonly feeLimitMsat: Msat;
}

/** Who can be paid, and the time, against which an invoice expires. */
export interface Payees {
  readonly payees: PayeeBook;
  readonly epochMs: () => number;
}

/** LND's default timeout (lnd `routerrpc/router_backend.go`, `DefaultPaymentTimeout`). */
const DEFAULT_TIMEOUT_SECONDS = 60;

/** The largest `int32`. */
const MAX_TIMEOUT_SECONDS = 2_147_483_647;

/**
 * Reads `routerrpc.SendPaymentRequest`. Fields that this node does not use are ignored, as grpc-gateway ignores unknown fields. A field that
 * would change the payment is never ignored: it is honored or refused. Without `known`, only spontaneous payments are taken.
 * @throws LndError that names the first invalid field.
 */
export function readSendRequest(body: Fields, known?: Payees): SendRequest {
  const hasInvoice = isSet(body.payment_request);
  check(
    !hasInvoice || known !== undefined,
    "payment_request cannot be paid by this node: it takes spontaneous payments, with dest, amt and payment_hash",
  );
  const feeLimitMsat = limitOf(body, "fee_limit_sat", "fee_limit_msat") ?? 0;
  const payment = hasInvoice && known !== undefined ? invoicePayment(body, known) : keysendPayment(body, known);
  return {
    payment,
    noInflightUpdates: flagOf(body.no_inflight_updates),
    timeoutSeconds: timeoutOf(body.timeout_seconds),
    feeLimitMsat,
  };
}

function timeoutOf(value: unknown): number {
  return isSet(value)
    ? wholeNumberOf(value, "timeout_seconds", "seconds", MAX_TIMEOUT_SECONDS)
    : DEFAULT_TIMEOUT_SECONDS;
}

/** The objections are LND's (lnd `routerrpc/router_backend.go`, `extractIntentFromSendRequest`). */
function invoicePayment(body: Fields, { payees, epochMs }: Payees): RailPayment {
  for (const field of ["dest", "payment_hash", "final_cltv_delta"])
    demand(!isSet(body[field]), `${field} and payment_request cannot appear together`);
  const bolt11 = textOf(body.payment_request, "payment_request");
  const invoice = checkedInvoice(bolt11, payees, epochMs());
  const wantedMsat = amountOf(body, "amt", "amt_msat");
  demand(
    invoice.amountMsat !== null || wantedMsat !== null,
    "amount must be specified when paying a zero amount invoice",
  );
  demand(
    invoice.amountMsat === null || wantedMsat === null,
    "amount must not be specified when paying a non-zero amount invoice",
  );
  demand(flagOf(body.allow_self_payment) || !isOwn(invoice), "self-payments not allowed");
  const { paymentHash, preimage, payee } = invoice;
  return { paymentHash, preimage, payee, amountMsat: invoice.amountMsat ?? wantedMsat ?? 0, invoice: bolt11 };
}

function keysendPayment(body: Fields, known: Payees | undefined): RailPayment {
  check(
    typeof body.dest === "string" && PUBLIC_KEY.test(body.dest),
    "dest must be a compressed public key, 33 bytes in base64",
  );
  const records = body.dest_custom_records;
  check(isRecord(records), "dest_custom_records must be an object");
  const paymentHash = bytes32(body.payment_hash, "payment_hash").toString("hex");
  const keysend = `dest_custom_records["${KEYSEND_RECORD}"]`;
  const preimage = bytes32(records[KEYSEND_RECORD], keysend);
  check(paymentHashOf(preimage) === paymentHash, `payment_hash must be the SHA-256 of ${keysend}, the preimage`);
  const amountMsat = amountOf(body, "amt", "amt_msat");
  check(amountMsat !== null, "amt must be a whole number of sats, at least 1");
  const payee = keysendPayee(body.dest, records, known);
  return { paymentHash, preimage: preimage.toString("hex"), payee, amountMsat, invoice: "" };
}

/** An account at a node that many share, or whoever the node belongs to. */
function keysendPayee(dest: string, records: Fields, known: Payees | undefined): string {
  const account = records[ACCOUNT_RECORD];
  if (known === undefined || isSet(account))
    return bytesOf(account, `dest_custom_records["${ACCOUNT_RECORD}"]`).toString("utf8");
  return known.payees.payeeOfNodeKey(Buffer.from(dest, "base64").toString("hex")) ?? "";
}
