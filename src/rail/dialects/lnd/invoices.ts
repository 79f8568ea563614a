import type { Invoice, InvoiceRequest } from "../../payees/payee-book.ts";
import type { RailCore } from "../dialect.ts";
import type { Call, Question } from "./answer.ts";
import { grpc, LndError } from "./errors.ts";
import { amountOf, base64Of, bytes32, type Fields, flagOf, isSet, numberOrZero, textOf, wholeSats } from "./fields.ts";
import { decodedInvoice, OWN_NAME } from "./invoice-check.ts";
import { features } from "./node-info.ts";
import { FINAL_CLTV_DELTA } from "./payment.ts";
import { pageOf } from "./payment-list.ts";

/** LND's default (lnd `lnrpc/invoicesrpc/addinvoice.go`, `DefaultInvoiceExpiry`). */
const DEFAULT_EXPIRY_SECONDS = 86_400;

const DEFAULT_PAGE = 100;

/** What an invoice of somebody else asks for, unless it says so (BOLT 11, field `c`). */
const DEFAULT_FINAL_CLTV_DELTA = 18;

/** The calls about invoices: those of others, which are read, and those of this node, which are made. */
export function invoiceCalls({ payees, clock }: RailCore) {
  /** In the order in which they were made; an invoice's `add_index` is its place, from 1. */
  const made: Invoice[] = [];

  const decodePayReq: Question = (request) => {
    const { pay_req } = request;
    return payReqOf(decodedInvoice(textOf(pay_req, "pay_req"), payees));
  };

  const minted = (wanted: InvoiceRequest) => {
    try {
      return payees.mint(wanted);
    } catch (error) {
      throw new LndError(grpc.unknown, error instanceof Error ? error.message : String(error));
    }
  };

  const addInvoice: Question = (request) => {
    const amountMsat = amountOf(request, "value", "value_msat");
    const preimage = isSet(request.r_preimage) ? bytes32(request.r_preimage, "r_preimage").toString("hex") : undefined;
    const hash = isSet(request.description_hash) ? bytes32(request.description_hash, "description_hash") : undefined;
    const memo = textOf(request.memo, "memo");
    const invoice = minted({
      payee: OWN_NAME,
      amountMsat,
      description: memo,
      descriptionHash: hash?.toString("hex"),
      expirySeconds: numberOrZero(request.expiry, "expiry", "seconds") || DEFAULT_EXPIRY_SECONDS,
      preimage,
    });
    made.push(invoice);
    return {
      r_hash: base64Of(invoice.paymentHash),
      payment_request: invoice.bolt11,
      add_index: String(made.length),
      payment_addr: base64Of(invoice.paymentSecret),
    };
  };

  const isOpen = ({ createdEpochS, expirySeconds }: Invoice) =>
    clock.epochMs() <= (createdEpochS + expirySeconds) * 1_000;
  const messageOf = (invoice: Invoice) => invoiceMessage(invoice, made.indexOf(invoice) + 1, isOpen(invoice));

  const lookupInvoice: Question = (request) => {
    const hex = textOf(request.r_hash_str, "r_hash_str");
    const paymentHash = hex === "" ? bytes32(request.r_hash, "r_hash").toString("hex") : hex;
    const invoice = made.find((each) => each.paymentHash === paymentHash);
    if (invoice === undefined) throw new LndError(grpc.notFound, "unable to locate invoice");
    return messageOf(invoice);
  };

  const listInvoices: Question = (request) => {
    const isWanted = (invoice: Invoice) => !flagOf(request.pending_only) || isOpen(invoice);
    const all = made
      .map((invoice, place) => ({ invoice, index: place + 1 }))
      .filter(({ invoice }) => isWanted(invoice));
    const page = pageOf(
      all,
      request,
      numberOrZero(request.num_max_invoices, "num_max_invoices", "invoices") || DEFAULT_PAGE,
    );
    return {
      invoices: page.map(({ invoice }) => messageOf(invoice)),
      last_index_offset: String(page.at(-1)?.index ?? 0),
      first_index_offset: String(page[0]?.index ?? 0),
    };
  };

  /** Nobody else pays at this node, so nothing is ever heard. */
  const subscribeInvoices: Call = () => undefined;

  return { decodePayReq, addInvoice, lookupInvoice, listInvoices, subscribeInvoices };
}

function payReqOf(invoice: Invoice): Fields {
  return {
    destination: invoice.destination,
    payment_hash: invoice.paymentHash,
    num_satoshis: wholeSats(invoice.amountMsat ?? 0),
    timestamp: String(invoice.createdEpochS),
    expiry: String(invoice.expirySeconds),
    description: invoice.description,
    description_hash: invoice.descriptionHash,
    fallback_addr: "",
    cltv_expiry: String(invoice.preimage === "" ? DEFAULT_FINAL_CLTV_DELTA : FINAL_CLTV_DELTA),
    route_hints: [],
    payment_addr: base64Of(invoice.paymentSecret),
    num_msat: String(invoice.amountMsat ?? 0),
    features,
    blinded_paths: [],
  };
}

/** LND's `Invoice`. Nobody pays it: nobody else pays at this node, and there is no route from it to itself. */
function invoiceMessage(invoice: Invoice, index: number, isOpen: boolean): Fields {
  return {
    memo: invoice.description,
    r_preimage: base64Of(invoice.preimage),
    r_hash: base64Of(invoice.paymentHash),
    value: wholeSats(invoice.amountMsat ?? 0),
    value_msat: String(invoice.amountMsat ?? 0),
    settled: false,
    creation_date: String(invoice.createdEpochS),
    settle_date: "0",
    payment_request: invoice.bolt11,
    description_hash: base64Of(invoice.descriptionHash),
    expiry: String(invoice.expirySeconds),
    fallback_addr: "",
    cltv_expiry: String(FINAL_CLTV_DELTA),
    route_hints: [],
    private: false,
    add_index: String(index),
    settle_index: "0",
    amt_paid: "0",
    amt_paid_sat: "0",
    amt_paid_msat: "0",
    state: isOpen ? "OPEN" : "CANCELED",
    htlcs: [],
    features,
    is_keysend: false,
    payment_addr: base64Of(invoice.paymentSecret),
    is_amp: false,
    amp_invoice_state: {},
    is_blinded: false,
  };
}
