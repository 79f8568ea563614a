import { createColumn } from "../../columns/column.ts";
import { createIdList } from "../../columns/id-list.ts";
import { createRowIndex } from "../../columns/row-index.ts";
import { paymentHashOf } from "../payment-hash.ts";
import type { TrackedPayment } from "./payment-update.ts";

/** A payment that has settled. */
export type SettledPayment = Extract<TrackedPayment, { readonly kind: "settled" }>;

/** Payments that have settled and never change again, by hash, in about 50 bytes each. */
export interface SettledPayments {
  has(paymentHash: string): boolean;
  get(paymentHash: string): SettledPayment | undefined;
  /** False, and nothing is added, for a payment that is here already or has something that only few have. */
  add(payment: SettledPayment): boolean;
  /** In the order in which they were added. */
  all(): readonly SettledPayment[];
}

const PREIMAGE = /^[0-9a-f]{64}$/;
const BYTES = 32;
const CHUNK_BITS = 10;
const CHUNK = 1 << CHUNK_BITS;

/** The hexadecimal digits of a hash by which a payment is found. */
const FIRST_DIGITS = 8;

/** No payments. */
export function createSettledPayments(): SettledPayments {
  const payees = createIdList();
  const amounts = createColumn();
  const fees = createColumn();
  const created = createColumn();
  const took = createColumn();
  const indexes = createColumn();
  /** The hash of a payment is that of its preimage, so only this is kept. */
  const preimages: Buffer[] = [];
  const byHash = createRowIndex();
  let rows = 0;

  const preimageOf = (row: number) => {
    const from = (row & (CHUNK - 1)) * BYTES;
    const chunk = preimages[row >>> CHUNK_BITS] ?? Buffer.alloc(CHUNK * BYTES);
    preimages[row >>> CHUNK_BITS] = chunk;
    return chunk.subarray(from, from + BYTES);
  };
  const rowOf = (paymentHash: string) => {
    const first = Number.parseInt(paymentHash.slice(0, FIRST_DIGITS), 16);
    return byHash.find(first, (row) => paymentHashOf(preimageOf(row)) === paymentHash);
  };
  const at = (row: number, paymentHash: string): SettledPayment => {
    const createdEpochMs = created.at(row);
    return {
      kind: "settled",
      paymentHash,
      payee: payees.at(row),
      amountMsat: amounts.at(row),
      feeMsat: fees.at(row),
      invoice: "",
      createdEpochMs,
      index: indexes.at(row),
      endedEpochMs: createdEpochMs + took.at(row),
      preimage: preimageOf(row).toString("hex"),
    };
  };

  return {
    has: (paymentHash) => rowOf(paymentHash) !== undefined,
    get(paymentHash) {
      const row = rowOf(paymentHash);
      return row === undefined ? undefined : at(row, paymentHash);
    },
    add(payment) {
      const { paymentHash, preimage, payee, amountMsat, feeMsat, createdEpochMs, endedEpochMs, index } = payment;
      const tookMs = endedEpochMs - createdEpochMs;
      if (!isPlain(payment) || createdEpochMs + tookMs !== endedEpochMs) return false;
      if (rowOf(paymentHash) !== undefined) return false;
      // The next payment writes over one that is not added.
      const bytes = preimageOf(rows);
      bytes.write(preimage, "hex");
      if (paymentHashOf(bytes) !== paymentHash) return false;
      payees.push(payee);
      amounts.push(amountMsat);
      fees.push(feeMsat);
      created.push(createdEpochMs);
      took.push(tookMs);
      indexes.push(index);
      byHash.add(Number.parseInt(paymentHash.slice(0, FIRST_DIGITS), 16));
      rows += 1;
      return true;
    },
    all: () => Array.from({ length: rows }, (_, row) => at(row, paymentHashOf(preimageOf(row)))),
  };
}

/** An invoice is longer than all the rest. */
function isPlain({ invoice, reason, preimage }: SettledPayment): boolean {
  return invoice === "" && reason === undefined && PREIMAGE.test(preimage);
}
