import { createHash } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bech32 } from "@scure/base";
import type { Msat } from "../../domain/money.ts";
import { amountText, readAmount } from "./bolt11-amount.ts";
import {
  DEFAULT_EXPIRY_SECONDS,
  DEFAULT_MIN_FINAL_CLTV,
  featureWords,
  field,
  fieldTypes,
  HASH_WORDS,
  KEY_WORDS,
  numberOf,
  SIGNATURE_WORDS,
  TIMESTAMP_WORDS,
  unknownFeature,
  wordsOf,
} from "./bolt11-fields.ts";

/** What a BOLT11 invoice says. Hashes, secrets and keys are hex. */
export interface InvoiceText {
  /** What comes after `ln`: `bcrt` for regtest, `bc` for mainnet. */
  readonly network: string;
  /** Null for an invoice without an amount. */
  readonly amountMsat: Msat | null;
  readonly createdEpochS: number;
  readonly paymentHash: string;
  /** "" where an old invoice has none. */
  readonly paymentSecret: string;
  readonly description: string;
  /** "" where the invoice has the description itself. */
  readonly descriptionHash: string;
  readonly expirySeconds: number;
  readonly minFinalCltv: number;
  /** The key that signed it. */
  readonly destination: string;
}

const PREFIX = /^ln(bcrt|bc|tbs|tb|sb)(?:([1-9]\d*)([munp])?)?$/;

/** Writes an invoice and signs it with the key of `destination` (BOLT 11). Field by field what LND writes. */
export function encodeInvoice(invoice: Omit<InvoiceText, "destination">, privateKey: Uint8Array): string {
  const { network, amountMsat, createdEpochS, paymentHash, paymentSecret, description, descriptionHash } = invoice;
  const prefix = `ln${network}${amountMsat === null ? "" : amountText(amountMsat)}`;
  const words = [
    ...wordsOf(createdEpochS, TIMESTAMP_WORDS),
    ...field(fieldTypes.paymentHash, hexWords(paymentHash)),
    ...(descriptionHash === ""
      ? field(fieldTypes.description, bech32.toWords(Buffer.from(description)))
      : field(fieldTypes.descriptionHash, hexWords(descriptionHash))),
    ...field(fieldTypes.expiry, wordsOf(invoice.expirySeconds)),
    ...field(fieldTypes.minFinalCltv, wordsOf(invoice.minFinalCltv)),
    ...field(fieldTypes.paymentSecret, hexWords(paymentSecret)),
    ...field(fieldTypes.features, featureWords),
  ];
  const signature = secp256k1.sign(digestOf(prefix, words), privateKey);
  const signatureWords = bech32.toWords(Uint8Array.of(...signature.toCompactRawBytes(), signature.recovery));
  return bech32.encode(prefix, [...words, ...signatureWords], false);
}

/** An invoice taken apart, with its signature not yet checked. */
export interface UnverifiedInvoice extends Omit<InvoiceText, "destination"> {
  /** Checks the signature. @throws Error when nobody, or somebody else, has signed it. */
  verify(): InvoiceText;
}

/** Reads an invoice for any network, and checks its checksum. @throws Error that says what is wrong with it, as the end of "the invoice is invalid:". */
export function readInvoice(text: string): UnverifiedInvoice {
  const { prefix, words: all } = decodeBech32(text.trim().replace(/^lightning:/i, ""));
  const [, network, digits, multiplier = ""] = PREFIX.exec(prefix) ?? [];
  if (network === undefined) throw new Error(`its prefix must be that of a Lightning invoice (got ${prefix})`);
  if (all.length < TIMESTAMP_WORDS + SIGNATURE_WORDS) throw new Error("it is too short for a date and a signature");
  const words = all.slice(0, -SIGNATURE_WORDS);
  const fields = readFields(words.slice(TIMESTAMP_WORDS));
  const paymentHash = fields.hex(fieldTypes.paymentHash, HASH_WORDS);
  if (paymentHash === undefined) throw new Error("it has no payment hash");
  const unknown = unknownFeature(fields.words(fieldTypes.features) ?? []);
  if (unknown !== undefined) throw new Error(`it requires feature ${unknown}, which is not known here`);
  const invoice = {
    network,
    amountMsat: digits === undefined ? null : readAmount(digits, multiplier),
    createdEpochS: numberOf(words.slice(0, TIMESTAMP_WORDS)),
    paymentHash,
    paymentSecret: fields.hex(fieldTypes.paymentSecret, HASH_WORDS) ?? "",
    description: fields.text(fieldTypes.description) ?? "",
    descriptionHash: fields.hex(fieldTypes.descriptionHash, HASH_WORDS) ?? "",
    expirySeconds: fields.number(fieldTypes.expiry) ?? DEFAULT_EXPIRY_SECONDS,
    minFinalCltv: fields.number(fieldTypes.minFinalCltv) ?? DEFAULT_MIN_FINAL_CLTV,
  };
  const verify = () => {
    const signature = bech32.fromWords(all.slice(-SIGNATURE_WORDS));
    const named = fields.hex(fieldTypes.payeeKey, KEY_WORDS);
    return { ...invoice, destination: signerOf(digestOf(prefix, words), signature, named) };
  };
  return { ...invoice, verify };
}

function decodeBech32(text: string): { readonly prefix: string; readonly words: number[] } {
  try {
    return bech32.decode(text as `${string}1${string}`, LONGEST);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      /checksum/i.test(reason) ? "its checksum is wrong" : `it is not bech32 text (${firstLine(reason)})`,
    );
  }
}

/** Longer than any invoice with route hints; a QR code holds less. */
const LONGEST = 7_089;

function firstLine(text: string): string {
  return text.split("\n", 1)[0]?.slice(0, 100) ?? "";
}

/** The fields by type; the first of each counts, and one of a wrong length is skipped, as BOLT 11 has it. */
function readFields(words: readonly number[]) {
  const found = new Map<number, (readonly number[])[]>();
  for (let at = 0; at < words.length; ) {
    const [type = 0, high = 0, low = 0] = words.slice(at, at + 3);
    const end = at + 3 + numberOf([high, low]);
    if (end > words.length) throw new Error("its last field is cut off");
    found.set(type, [...(found.get(type) ?? []), words.slice(at + 3, end)]);
    at = end;
  }
  const first = (type: number) => found.get(type)?.[0];
  return {
    words: first,
    hex(type: number, length: number): string | undefined {
      const match = found.get(type)?.find((value) => value.length === length);
      return match === undefined ? undefined : Buffer.from(bech32.fromWords([...match])).toString("hex");
    },
    text(type: number): string | undefined {
      const match = first(type);
      return match === undefined ? undefined : Buffer.from(bech32.fromWords([...match])).toString("utf8");
    },
    number(type: number): number | undefined {
      const match = first(type);
      return match === undefined ? undefined : numberOf(match);
    },
  };
}

/** The key that signed the digest: the one that the invoice names, or else the one that follows from the signature. */
function signerOf(digest: Uint8Array, signature: Uint8Array, named: string | undefined): string {
  const compact = signature.slice(0, 64);
  if (named !== undefined) {
    if (secp256k1.verify(compact, digest, Buffer.from(named, "hex"))) return named;
    throw new Error("its signature is not that of the payee it names");
  }
  try {
    return secp256k1.Signature.fromCompact(compact)
      .addRecoveryBit(signature[64] ?? 0)
      .recoverPublicKey(digest)
      .toHex(true);
  } catch {
    throw new Error("its signature is invalid");
  }
}

/** The words are hashed as bytes, with zeros at the end. */
function digestOf(prefix: string, words: readonly number[]): Uint8Array {
  return createHash("sha256").update(prefix).update(bytesOf(words)).digest();
}

function bytesOf(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((words.length * 5) / 8));
  words.forEach((word, index) => {
    const at = index * 5;
    const shifted = word << (11 - (at % 8));
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (shifted >> 8);
    if ((shifted & 0xff) !== 0) bytes[(at >> 3) + 1] = (bytes[(at >> 3) + 1] ?? 0) | (shifted & 0xff);
  });
  return bytes;
}

function hexWords(hex: string): number[] {
  return bech32.toWords(Buffer.from(hex, "hex"));
}
