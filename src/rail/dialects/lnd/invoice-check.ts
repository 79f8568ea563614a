import { stampOf } from "../../../domain/clock.ts";
import type { Invoice, PayeeBook } from "../../payees/payee-book.ts";
import { grpc, LndError } from "./errors.ts";
import { demand } from "./fields.ts";

/** The public key of the node itself. */
export function ownKey(payees: PayeeBook): string {
  return payees.nodeKeyOf(OWN_NAME);
}

/** What the node is called in its own payee book: no payout can name it. */
export const OWN_NAME = "";

/** True for an invoice of the node itself, made by `AddInvoice`. */
export function isOwn({ payee, preimage }: Invoice): boolean {
  return payee === OWN_NAME && preimage !== "";
}

const REGTEST = /^(?:lightning:)?lnbcrt/i;

/** Reads an invoice that is to be paid. @throws LndError when it is invalid or has expired. */
export function checkedInvoice(bolt11: string, payees: PayeeBook, epochMs: number): Invoice {
  const invoice = decodedInvoice(bolt11, payees);
  demand(REGTEST.test(bolt11.trim()), "invoice not for current active network 'regtest'");
  const expiresMs = (invoice.createdEpochS + invoice.expirySeconds) * 1_000;
  demand(epochMs <= expiresMs, `invoice expired. Valid until ${goTime(expiresMs)}`);
  return invoice;
}

/** Reads an invoice. @throws LndError that says what is wrong with it. */
export function decodedInvoice(bolt11: string, payees: PayeeBook): Invoice {
  try {
    return payees.decode(bolt11);
  } catch (error) {
    throw new LndError(grpc.unknown, error instanceof Error ? error.message : String(error));
  }
}

/** A date as Go prints it: `2026-11-29 00:00:00 +0000 UTC`. */
function goTime(epochMs: number): string {
  return `${stampOf(epochMs).slice(0, 19).replace("T", " ")} +0000 UTC`;
}
