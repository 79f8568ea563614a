import type { Msat } from "../../domain/money.ts";
import type { RailPayment } from "../core/payment.ts";
import type { PaymentStatus } from "../core/payment-update.ts";
import { isRecord, wholeSats } from "./lnd/fields.ts";
import { NO_PREIMAGE } from "./lnd/payment.ts";
import { ACCOUNT_RECORD, KEYSEND_RECORD } from "./lnd/send-request.ts";

/**
 * LND's REST JSON for payments. Field names are those of lnd's `router.proto` and `lightning.proto`; LND writes bytes as base64 in requests, but
 * hash and preimage as hex in a payment. An update is a line, `{"result": …}` or `{"error": …}` (grpc-gateway `ForwardResponseStream`).
 */

/** The node of all payees. It must be a valid public key, so it is the generator of secp256k1. */
const PAYEE_NODE = "Anm+Zn753LusVaBilc6HCwcCm/zbLc4o2VnygVsW+BeY";

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

/** The path for tracking a payment. */
export function trackPath(paymentHash: string): string {
  return `/v2/router/track/${Buffer.from(paymentHash, "hex").toString("base64url")}`;
}

/** One update as a line. Every field is hex, a number or a word of ours, so nothing needs escaping. */
export function updateLine(paymentHash: string, amountMsat: Msat, update: PaymentStatus): string {
  const preimage = update.kind === "settled" ? update.preimage : NO_PREIMAGE;
  const reason = update.kind === "in-flight" ? undefined : update.reason;
  return (
    `{"result":{"payment_hash":"${paymentHash}","payment_preimage":"${preimage}","value_sat":"${wholeSats(amountMsat)}",` +
    `"value_msat":"${amountMsat}","fee_sat":"0","status":"${statuses[update.kind]}","failure_reason":"${reason ?? "FAILURE_REASON_NONE"}"}}\n`
  );
}

const statuses = { "in-flight": "IN_FLIGHT", settled: "SUCCEEDED", failed: "FAILED" } as const;

/** One line of an answer, parsed. */
export type LndLine =
  | { readonly kind: "in-flight" }
  /** With a reason, the answer contradicts itself. */
  | { readonly kind: "settled"; readonly failureReason?: string }
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

function settledLine({ failure_reason: reason }: Record<string, unknown>): LndLine {
  const isContradiction = typeof reason === "string" && reason !== "FAILURE_REASON_NONE";
  return isContradiction ? { kind: "settled", failureReason: reason } : { kind: "settled" };
}

function readPayment(payment: Record<string, unknown>, paymentHash: string): LndLine {
  if (payment.payment_hash !== paymentHash) return { kind: "nonsense" };
  switch (payment.status) {
    case "INITIATED":
    case "IN_FLIGHT":
      return { kind: "in-flight" };
    case "SUCCEEDED":
      return settledLine(payment);
    case "FAILED":
      return { kind: "failed", reason: String(payment.failure_reason ?? "") };
    default:
      return { kind: "nonsense" };
  }
}
