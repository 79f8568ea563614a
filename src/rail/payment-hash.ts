import { hash } from "node:crypto";
import type { Msat } from "../domain/money.ts";
import type { RailPayment } from "./core/payment.ts";

/**
 * The payment of a payout. Its hash follows from the payout's id, so a node that deduplicates pays it at most once. A real sender would derive
 * the preimage from a secret; here no real money depends on it.
 */
export function paymentOf(payoutId: string, payee: string, amountMsat: Msat): RailPayment {
  const preimage = hash("sha256", `chaos-payout/preimage/${payoutId}`, "hex");
  return {
    paymentHash: paymentHashOf(Buffer.from(preimage, "hex")),
    preimage,
    payee,
    amountMsat,
    invoice: "",
  };
}

/** The payment hash of a preimage: SHA-256, 64 hex digits (BOLT 2, `payment_hash`). */
export function paymentHashOf(preimage: Uint8Array): string {
  return hash("sha256", preimage, "hex");
}
