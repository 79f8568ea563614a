import { hash } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { Clock } from "../../domain/clock.ts";
import { paymentHashOf } from "../payment-hash.ts";
import { encodeInvoice, readInvoice } from "./bolt11.ts";
import { DEFAULT_EXPIRY_SECONDS } from "./bolt11-fields.ts";
import type { Invoice, PayeeBook } from "./payee-book.ts";

/** What is kept of an invoice; the rest follows from its number. */
interface Minted extends Pick<Invoice, "bolt11" | "payee" | "amountMsat" | "createdEpochS" | "expirySeconds"> {
  /** From 1. */
  readonly number: number;
  readonly description: string;
  readonly descriptionHash: string;
  /** Where it was chosen. */
  readonly preimage?: string;
}

/** Regtest. */
const NETWORK = "bcrt";

/** What LND asks for by default. */
const MIN_FINAL_CLTV = 80;

/** The longest description that fits a field of 1,023 words. */
const LONGEST_DESCRIPTION_BYTES = 639;

/**
 * Creates a book without payees. All secrets follow from the seed and the moment, so that a rail that is started again repeats no payment hash.
 * All invoices are signed by one node, which all these payees share; only a payee who is paid by node key has a node of its own.
 */
export function createPayeeBook({ seed, clock }: { readonly seed: string; readonly clock: Clock }): PayeeBook {
  const root = `chaos-payout/payees/${seed}/${clock.epochMs()}`;
  const secret = (name: string) => hash("sha256", `${root}/${name}`, "hex");
  const privateKey = Buffer.from(secret("node"), "hex");
  const destination = publicKeyOf(privateKey);
  const invoices = new Map<string, Minted>();
  const keyOfPayee = new Map<string, string>();
  const payeeOfKey = new Map<string, string>();

  const whole = (paymentHash: string, { number, ...minted }: Minted): Invoice => {
    const { preimage = secret(`preimage/${number}`) } = minted;
    return { ...minted, paymentHash, preimage, destination, paymentSecret: secret(`secret/${number}`) };
  };
  const byHash = (paymentHash: string) => {
    const minted = invoices.get(paymentHash);
    return minted === undefined ? undefined : whole(paymentHash, minted);
  };

  return {
    mint(request) {
      const { payee, amountMsat, description = "", descriptionHash = "", preimage } = request;
      const { expirySeconds = DEFAULT_EXPIRY_SECONDS } = request;
      refuseLong(description);
      const number = invoices.size + 1;
      const paymentHash = paymentHashOf(Buffer.from(preimage ?? secret(`preimage/${number}`), "hex"));
      if (invoices.has(paymentHash)) throw new Error("invoice with payment hash already exists");
      const createdEpochS = Math.floor(clock.epochMs() / 1_000);
      const text = { amountMsat, createdEpochS, description, descriptionHash, expirySeconds };
      const paymentSecret = secret(`secret/${number}`);
      const bolt11 = encodeInvoice(
        { ...text, network: NETWORK, paymentHash, paymentSecret, minFinalCltv: MIN_FINAL_CLTV },
        privateKey,
      );
      const chosen = preimage === undefined ? {} : { preimage };
      const minted = { bolt11, payee, ...text, number, ...chosen };
      invoices.set(paymentHash, minted);
      return whole(paymentHash, minted);
    },
    byHash,
    decode(bolt11) {
      const unverified = readInvoice(bolt11);
      const ours = byHash(unverified.paymentHash);
      if (ours !== undefined && bolt11.trim().toLowerCase().endsWith(ours.bolt11)) return ours;
      const { minFinalCltv, network, ...text } = unverified.verify();
      return { ...text, bolt11, payee: "", preimage: "" };
    },
    nodeKeyOf(payee) {
      const known = keyOfPayee.get(payee);
      if (known !== undefined) return known;
      const key = publicKeyOf(Buffer.from(secret(`node of ${payee}`), "hex"));
      keyOfPayee.set(payee, key);
      payeeOfKey.set(key, payee);
      return key;
    },
    payeeOfNodeKey: (publicKey) => payeeOfKey.get(publicKey.toLowerCase()),
  };
}

function publicKeyOf(privateKey: Uint8Array): string {
  return Buffer.from(secp256k1.getPublicKey(privateKey)).toString("hex");
}

function refuseLong(description: string): void {
  const bytes = Buffer.byteLength(description);
  if (bytes <= LONGEST_DESCRIPTION_BYTES) return;
  throw new RangeError(
    `description must be at most ${LONGEST_DESCRIPTION_BYTES} bytes (got ${bytes}): send descriptionHash instead`,
  );
}
