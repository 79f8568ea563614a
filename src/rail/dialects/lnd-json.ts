import type { Msat } from "../../domain/money.ts";
import type { RailPayment } from "../core/payment.ts";
import type { PaymentStatus } from "../core/payment-update.ts";
import { paymentHashOf } from "../payment-hash.ts";

/**
 * LND's REST JSON for payments. Field names are those of lnd's `router.proto` and `lightning.proto`; LND writes bytes as base64 in requests, but
 * hash and preimage as hex in a payment. An update is a line, `{"result": …}` or `{"error": …}` (grpc-gateway `ForwardResponseStream`).
 */

/** The custom record that carries the preimage of a spontaneous payment (lnd `record/experimental.go`, `KeySendType`). */
const KEYSEND_RECORD = "5482373484";

/** The custom record that names the payee's account at its node (TLV registry of satoshisstream: 696969). */
const ACCOUNT_RECORD = "696969";

/** The node of all payees. It must be a valid public key, so it is the generator of secp256k1. */
const PAYEE_NODE = "Anm+Zn753LusVaBilc6HCwcCm/zbLc4o2VnygVsW+BeY";

/** A compressed public key, 33 bytes that start with 2 or 3, in base64. */
const PUBLIC_KEY = /^A[g-z0-9+/_-][\w+/-]{42}$/;

const BASE64 = /^[\w+/-]+={0,2}$/;

const NO_PREIMAGE = "0".repeat(64);

/** The node's errors for a payment that it does not accept or does not know (lnd `payments/db/errors.go`). */
export const messages = {
  "in-transition": "payment is in transition",
  "already-exists": "payment already exists",
  "already-paid": "invoice is already paid",
  absent: "payment isn't initiated",
} as const;

/** The code of gRPC, and the HTTP status that grpc-gateway gives it (`runtime/errors.go`, `HTTPStatusFromCode`). */
export const grpc = {
  invalidArgument: { code: 3, httpStatus: 400 },
  notFound: { code: 5, httpStatus: 404 },
  alreadyExists: { code: 6, httpStatus: 409 },
  permissionDenied: { code: 7, httpStatus: 403 },
  internal: { code: 13, httpStatus: 500 },
} as const;

/** An invalid request; the message names the field. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";
}

/** A payment as the body of `POST /v2/router/send`. Nothing in it needs escaping: it is base64 and numbers throughout. */
export function sendRequest(payment: RailPayment, timeoutSeconds: number): string {
  const preimage = Buffer.from(payment.preimage, "hex").toString("base64");
  const account = Buffer.from(payment.payee).toString("base64");
  const hash = Buffer.from(payment.paymentHash, "hex").toString("base64");
  return (
    `{"dest":"${PAYEE_NODE}","amt_msat":"${payment.amountMsat}","payment_hash":"${hash}","timeout_seconds":${timeoutSeconds},` +
    `"fee_limit_sat":"0","dest_custom_records":{"${KEYSEND_RECORD}":"${preimage}","${ACCOUNT_RECORD}":"${account}"}}`
  );
}

/** A send request, parsed. */
export interface SendRequest {
  readonly payment: RailPayment;
  /** True when the caller only wants the final update. */
  readonly noInflightUpdates: boolean;
  /** How long the node may try. */
  readonly timeoutSeconds: number;
}

/** LND's default timeout (lnd `routerrpc/router_backend.go`, `DefaultPaymentTimeout`). */
const DEFAULT_TIMEOUT_SECONDS = 60;

/** The largest `int32`. */
const MAX_TIMEOUT_SECONDS = 2_147_483_647;

/**
 * Reads the body of `POST /v2/router/send`. Fields that this node does not use are ignored, as grpc-gateway ignores unknown fields. A field that
 * would change the payment is never ignored: it is honored or refused.
 * @throws BadRequest that names the first invalid field.
 */
export function readSendRequest(text: string): SendRequest {
  const body = parsed(text);
  check(isRecord(body), "the body must be an object");
  check(
    !isSet(body.payment_request),
    "payment_request cannot be paid by this node: it takes spontaneous payments, with dest, amt and payment_hash",
  );
  check(
    !isSet(body.fee_limit_sat) || !isSet(body.fee_limit_msat),
    "fee_limit_sat and fee_limit_msat exclude each other: send one of them",
  );
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
  const payee = bytes(records[ACCOUNT_RECORD], `dest_custom_records["${ACCOUNT_RECORD}"]`).toString("utf8");
  return {
    payment: { paymentHash, preimage: preimage.toString("hex"), payee, amountMsat: amountOf(body), invoice: "" },
    noInflightUpdates: body.no_inflight_updates === true,
    timeoutSeconds: timeoutOf(body.timeout_seconds),
  };
}

/** The path for tracking a payment. */
export function trackPath(paymentHash: string): string {
  return `/v2/router/track/${Buffer.from(paymentHash, "hex").toString("base64url")}`;
}

/** Reads the payment hash in the path of a track request. @throws BadRequest when it is not one. */
export function readTrackedHash(base64url: string): string {
  return bytes32(unescaped(base64url), "payment_hash").toString("hex");
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadRequest("payment_hash must be base64");
  }
}

/** One update as a line. Every field is hex, a number or a word of ours, so nothing needs escaping. */
export function updateLine(paymentHash: string, amountMsat: Msat, update: PaymentStatus): string {
  const preimage = update.kind === "settled" ? update.preimage : NO_PREIMAGE;
  const reason = update.kind === "failed" ? update.reason : "FAILURE_REASON_NONE";
  return (
    `{"result":{"payment_hash":"${paymentHash}","payment_preimage":"${preimage}","value_sat":"${Math.floor(amountMsat / MSAT_PER_SAT)}",` +
    `"value_msat":"${amountMsat}","fee_sat":"0","status":"${statuses[update.kind]}","failure_reason":"${reason}"}}\n`
  );
}

const statuses = { "in-flight": "IN_FLIGHT", settled: "SUCCEEDED", failed: "FAILED" } as const;

/** An error as a line. */
export function errorLine(code: number, message: string): string {
  return `${JSON.stringify({ error: { code, message, details: [] } })}\n`;
}

/** One line of an answer, parsed. */
export type LndLine =
  | { readonly kind: "in-flight" }
  | { readonly kind: "settled" }
  | { readonly kind: "nonsense" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "error"; readonly message: string };

/** Reads one line of an answer about a payment. A line that is invalid, or about another payment, does not throw: the money may have moved. */
export function readLine(line: string, paymentHash: string): LndLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: "nonsense" };
  }
  if (!isRecord(value)) return { kind: "nonsense" };
  if (isRecord(value.result)) return readPayment(value.result, paymentHash);
  // Before a stream has begun, grpc-gateway answers with the bare error (`runtime/errors.go`, `DefaultHTTPErrorHandler`).
  const error = isRecord(value.error) ? value.error : value;
  return typeof error.message === "string" ? { kind: "error", message: error.message } : { kind: "nonsense" };
}

function readPayment(payment: Record<string, unknown>, paymentHash: string): LndLine {
  if (payment.payment_hash !== paymentHash) return { kind: "nonsense" };
  switch (payment.status) {
    case "INITIATED":
    case "IN_FLIGHT":
      return { kind: "in-flight" };
    case "SUCCEEDED":
      return { kind: "settled" };
    case "FAILED":
      return { kind: "failed", reason: String(payment.failure_reason ?? "") };
    default:
      return { kind: "nonsense" };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest("the body must be JSON");
  }
}

function check(isValid: boolean, message: string): asserts isValid {
  if (!isValid) throw new BadRequest(message);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** In protobuf a field that is 0 or empty counts as not sent. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== 0 && value !== "0" && value !== "";
}

/** LND takes an amount in sats or in msat, and refuses both at once (lnd `lnrpc/marshall_utils.go`, `UnmarshallAmt`). */
function amountOf({ amt, amt_msat: amtMsat }: Readonly<Record<string, unknown>>): Msat {
  if (!isSet(amtMsat)) return MSAT_PER_SAT * wholeNumberOf(amt, "amt", "sats", MAX_SATS);
  check(!isSet(amt), "amt and amt_msat exclude each other: send one of them");
  return wholeNumberOf(amtMsat, "amt_msat", "msat", Number.MAX_SAFE_INTEGER);
}

const MSAT_PER_SAT = 1_000;

/** More sats than that are more millisatoshis than a number holds exactly. */
const MAX_SATS = Math.floor(Number.MAX_SAFE_INTEGER / MSAT_PER_SAT);

function timeoutOf(value: unknown): number {
  return isSet(value)
    ? wholeNumberOf(value, "timeout_seconds", "seconds", MAX_TIMEOUT_SECONDS)
    : DEFAULT_TIMEOUT_SECONDS;
}

/** LND writes 64-bit numbers as strings, and reads them as strings or numbers. */
function wholeNumberOf(value: unknown, field: string, unit: string, most: number): number {
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  check(
    typeof number === "number" && Number.isSafeInteger(number) && number >= 1 && number <= most,
    `${field} must be a whole number of ${unit}, at least 1`,
  );
  return number;
}

function bytes(value: unknown, field: string): Buffer {
  check(typeof value === "string" && BASE64.test(value), `${field} must be base64`);
  return Buffer.from(value, "base64");
}

function bytes32(value: unknown, field: string): Buffer {
  const decoded = bytes(value, field);
  check(decoded.length === 32, `${field} must be 32 bytes in base64 (got ${decoded.length})`);
  return decoded;
}
