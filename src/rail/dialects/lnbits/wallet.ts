import { hash } from "node:crypto";
import type { Rejection } from "../../core/node-event.ts";
import type { TrackedPayment } from "../../core/payment-update.ts";
import type { Invoice } from "../../payees/payee-book.ts";
import { found, foundPayments } from "../asking.ts";
import { type Fields, isRecord, jsonFields, textOf } from "../body.ts";
import type { RailCore } from "../dialect.ts";
import { type Exchange, Refusal } from "../listener.ts";
import { isExpired, mintInvoice, type ProviderErrors, payAndAnswer, paymentOfInvoice, readInvoice } from "../paying.ts";
import { decodedJson, feeReserveMsat, incomingJson, type Notes, noNotes, outgoingJson, WALLET_ID } from "./json.ts";

/** LNbits' way to say that a payment did not work out; the status in the body tells how much is known. */
const PAYMENT_ERROR = 520;

/** How long whoever sent too many requests has to wait: LNbits counts them by the minute. */
const RETRY_AFTER_SECONDS = 60;

/** How many payments a page has, as in LNbits. */
const PAGE_LENGTH = 10;

/**
 * How LNbits fails: its limit of requests is answered with 429 and a body of its own (slowapi), and whatever it did not expect with 500 and a
 * `detail` (`exceptions.py`).
 */
const errors: ProviderErrors = {
  busy: () => new Refusal(429, "Rate limit exceeded: 200 per 1 minute", {}, RETRY_AFTER_SECONDS),
  broken: () => new Refusal(500, "Internal Server Error"),
};

function paymentError(message: string, status: "failed" | "pending" | "success"): Refusal {
  return new Refusal(PAYMENT_ERROR, message, { status });
}

/** LNbits' answer that contradicts itself: the status of an error, and `success` in its body (`services/payments.py`). */
function contradiction(): Refusal {
  return paymentError("Payment already paid on the fundingsource.", "success");
}

const rejections: Readonly<Record<Rejection, () => Refusal>> = {
  "in-transition": () => paymentError("Payment is still pending.", "pending"),
  "already-exists": () => paymentError("Payment is still pending.", "pending"),
  "already-paid": () => paymentError("Payment already paid.", "success"),
};

/** The one wallet that LNbits has here: its calls, each as the handler of a route. */
export function lnbitsWallet(core: RailCore, pendingAfterMs: number) {
  const { node, payees } = core;
  const notesByHash = new Map<string, Notes>();
  const madeHere = new Map<string, Invoice>();

  const outgoing = (payment: TrackedPayment) =>
    outgoingJson(payment, payees.byHash(payment.paymentHash), notesByHash.get(payment.paymentHash) ?? noNotes);

  function pay(exchange: Exchange, fields: Fields): void {
    const bolt11 = textOf(fields, "bolt11");
    if (bolt11 === "") throw new Refusal(400, "Missing BOLT11 invoice");
    const { invoice, amountMsat } = payable(core, bolt11);
    const notes = notesOf(fields);
    const rejection = payAndAnswer(core, exchange, {
      payment: paymentOfInvoice(invoice, amountMsat),
      errors,
      options: { feeLimitMsat: feeReserveMsat(amountMsat) },
      pendingAfterMs,
      answer(payment) {
        if (payment.kind === "settled" && payment.reason !== undefined) return exchange.refuse(contradiction());
        if (payment.kind !== "failed") return exchange.answerJson(201, outgoing(payment));
        const detail = `Payment failed: ${payment.reason}`;
        exchange.answerJson(PAYMENT_ERROR, { detail, status: "failed" });
      },
    });
    if (rejection !== undefined) throw rejections[rejection]();
    if (notes !== noNotes) notesByHash.set(invoice.paymentHash, notes);
  }

  function makeInvoice(exchange: Exchange, fields: Fields): void {
    const { amount, expiry } = fields;
    if (typeof amount !== "number" || !(amount > 0)) throw paymentError("Amountless invoices not supported.", "failed");
    const notes = notesOf(fields);
    const invoice = mintInvoice(core, {
      payee: "",
      amountMsat: Math.floor(amount) * 1_000,
      description: notes.memo,
      descriptionHash: descriptionHashOf(fields),
      expirySeconds: typeof expiry === "number" ? expiry : undefined,
    });
    madeHere.set(invoice.paymentHash, invoice);
    notesByHash.set(invoice.paymentHash, notes);
    // Only this answer tells the preimage of an invoice that nobody has paid.
    exchange.answerJson(201, { ...incomingJson(invoice, notes), preimage: invoice.preimage });
  }

  /** Newest first. Without a filter, LNbits leaves out what has failed. */
  function paymentsOf({ query }: Exchange) {
    const wanted = query.get("status[eq]") ?? query.get("status");
    const isWanted = ({ status }: { readonly status: string }) =>
      wanted === null ? status !== "failed" : status === wanted;
    const isShown = (payment: TrackedPayment) => isWanted(outgoing(payment));
    const all = [
      ...foundPayments(node, node.payments(), { ...errors, isShown }).map(outgoing),
      ...[...madeHere.values()].map((made) => incomingJson(made, notesByHash.get(made.paymentHash) ?? noNotes)),
    ].filter(isWanted);
    all.sort((one, other) => (one.time < other.time ? 1 : one.time > other.time ? -1 : 0));
    const offset = countOf(query.get("offset"), 0);
    const limit = countOf(query.get("limit"), all.length);
    return { page: all.slice(offset, offset + limit), total: all.length };
  }

  return {
    /** Pays an invoice, or makes one with `out: false`. */
    create(exchange: Exchange): void {
      const fields = jsonFields(exchange);
      // A request that does not say which it is pays, as in LNbits.
      if (fields.out === false) makeInvoice(exchange, fields);
      else pay(exchange, fields);
    },
    lookUp(exchange: Exchange, paymentHash: string): void {
      const payment = found(node.lookUp(paymentHash), errors.broken);
      const invoice = madeHere.get(paymentHash);
      if (payment !== undefined) return exchange.answerJson(200, lookUpJson(outgoing(payment)));
      if (invoice === undefined) throw new Refusal(404, "Payment does not exist.");
      exchange.answerJson(200, lookUpJson(incomingJson(invoice, notesByHash.get(paymentHash) ?? noNotes)));
    },
    list: (exchange: Exchange): void => exchange.answerJson(200, paymentsOf(exchange).page),
    paginate(exchange: Exchange): void {
      const { page, total } = paymentsOf(exchange);
      exchange.answerJson(200, { data: exchange.query.has("limit") ? page : page.slice(0, PAGE_LENGTH), total });
    },
    reserve(exchange: Exchange): void {
      const invoice = readInvoice(core, exchange.query.get("invoice") ?? "");
      if (invoice === undefined) throw new Refusal(400, "Bolt11 decoding failed.");
      if (invoice.amountMsat === null) throw new Refusal(400, "Invoice has no amount.");
      exchange.answerJson(200, { fee_reserve: feeReserveMsat(invoice.amountMsat) });
    },
    decode(exchange: Exchange): void {
      const invoice = readInvoice(core, textOf(jsonFields(exchange), "data"));
      if (invoice === undefined) return exchange.answerJson(400, { message: "Failed to decode: not a BOLT11 invoice" });
      exchange.answerJson(200, decodedJson(invoice));
    },
    show: (exchange: Exchange): void =>
      exchange.answerJson(200, { id: WALLET_ID, name: "chaos-payout", balance: node.balanceMsat() }),
  };
}

/** Reads an invoice that this wallet would pay. @throws Refusal in LNbits' words. */
function payable(core: RailCore, bolt11: string) {
  const invoice = readInvoice(core, bolt11);
  if (invoice === undefined) throw paymentError("Bolt11 decoding failed.", "failed");
  const { amountMsat } = invoice;
  if (amountMsat === null || amountMsat === 0) throw paymentError("Amountless invoices not supported.", "failed");
  if (core.node.track(invoice.paymentHash)?.kind === "failed") {
    throw paymentError("Payment is failed node, retrying is not possible.", "failed");
  }
  if (isExpired(core, invoice)) throw paymentError("Payment failed: invoice expired", "failed");
  return { invoice, amountMsat };
}

/** The answer to a look-up tells the payment under `details`, and beside it how it stands: each outcome in fields of its own. */
function lookUpJson(details: ReturnType<typeof outgoingJson> | ReturnType<typeof incomingJson>) {
  const { status, preimage } = details;
  switch (status) {
    case "success":
      return { paid: true, preimage, details };
    case "failed":
      return { paid: false, status, details };
    case "pending":
      return { paid: false, status, preimage, details };
  }
}

function notesOf(fields: Fields): Notes {
  const { extra, labels, external_id: externalId } = fields;
  const memo = textOf(fields, "memo");
  if (memo === "" && !isRecord(extra) && !Array.isArray(labels) && typeof externalId !== "string") return noNotes;
  return {
    memo,
    extra: isRecord(extra) ? extra : {},
    labels: Array.isArray(labels) ? labels : [],
    externalId: typeof externalId === "string" ? externalId : null,
  };
}

/** The hash may come as such, or as the description to be hashed; both in hex. */
function descriptionHashOf(fields: Fields): string | undefined {
  const given = textOf(fields, "description_hash");
  const unhashed = textOf(fields, "unhashed_description");
  if (given !== "") return given;
  return unhashed === "" ? undefined : hash("sha256", Buffer.from(unhashed, "hex"), "hex");
}

function countOf(text: string | null, otherwise: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}
