import type { Msat } from "../../../domain/money.ts";
import type { FailureReason, TrackedPayment } from "../../core/payment-update.ts";
import type { Invoice } from "../../payees/payee-book.ts";
import { type Fields, textOf, wholeNumberOf } from "../body.ts";
import type { RailCore } from "../dialect.ts";
import type { Exchange, Refusal } from "../listener.ts";
import { isExpired, payAndAnswer, paymentOfInvoice, readInvoice } from "../paying.ts";
import { clnErrors, codes, invalid, msatOf, payFailures, payJson, rpcError, xpayFailures, xpayJson } from "./json.ts";

/** How long the node tries, in seconds, unless the caller says otherwise. */
const RETRY_FOR_SECONDS = 60;

/** What `pay` lets a route cost: a share, or, for small amounts, this much anyway. */
const PAY_FEE_PERCENT = 0.5;
const PAY_EXEMPT_MSAT = 5_000;

/** What `xpay` lets a route cost: the larger of the two. */
const XPAY_FEE_PERCENT = 1;
const XPAY_FEE_MSAT = 5_000;

type Settled = Extract<TrackedPayment, { readonly kind: "settled" }>;

/** The methods that pay. */
export function clnPay(core: RailCore, refuse: (exchange: Exchange, refusal: Refusal) => void) {
  const { node, payees } = core;

  /** Answers with how a payment has ended. */
  const answerTo =
    (exchange: Exchange, failures: Readonly<Record<FailureReason, () => Refusal>>, json: (paid: Settled) => unknown) =>
    (payment: TrackedPayment): void => {
      if (payment.kind === "settled") exchange.answerJson(201, json(payment));
      else if (payment.kind === "failed") refuse(exchange, failures[payment.reason]());
    };

  return {
    /**
     * Pays as the `pay` plugin did: called again, it waits for the payment that is under way, and answers a payment that was made with the
     * same success.
     */
    pay(exchange: Exchange, fields: Fields): void {
      const { invoice, amountMsat } = invoiceOf(core, fields, "bolt11");
      const { paymentHash, destination } = invoice;
      const answer = answerTo(exchange, payFailures, (paid) => payJson(paid, destination));
      const earlier = node.track(paymentHash);
      if (earlier?.kind === "settled" && earlier.amountMsat !== amountMsat) throw differentAmount(earlier, amountMsat);
      refuseExpired(core, invoice);
      const payment = paymentOfInvoice(invoice, amountMsat);
      const feeLimitMsat = payFeeLimit(fields, amountMsat);
      const options = { feeLimitMsat, timeoutMs: retryMsOf(fields) };
      const rejection = payAndAnswer(core, exchange, { payment, errors: clnErrors, options, answer });
      if (rejection === "already-paid" && earlier !== undefined) return answer(earlier);
      if (rejection !== undefined) exchange.whenOver(node.watch(paymentHash, answer));
    },
    /** Pays as the `xpay` plugin does: called again, it fails, and says why in its text or with its code. */
    xpay(exchange: Exchange, fields: Fields): void {
      const { invoice, amountMsat } = invoiceOf(core, fields, "invstring");
      const answer = answerTo(exchange, xpayFailures, xpayJson);
      refuseExpired(core, invoice);
      const rejection = payAndAnswer(core, exchange, {
        payment: paymentOfInvoice(invoice, amountMsat),
        errors: clnErrors,
        options: {
          feeLimitMsat: msatOf(fields, "maxfee") ?? Math.max(XPAY_FEE_MSAT, share(amountMsat, XPAY_FEE_PERCENT)),
          timeoutMs: retryMsOf(fields),
        },
        answer,
      });
      if (rejection === "already-paid") throw rpcError(codes.alreadyPaid, "Already paid this invoice successfully");
      if (rejection !== undefined) throw inProgress();
    },
    /** Pays a node key: each call is another payment. */
    keysend(exchange: Exchange, fields: Fields): void {
      const destination = textOf(fields, "destination");
      if (destination === "") throw missing("destination");
      const amountMsat = msatOf(fields, "amount_msat");
      if (amountMsat === undefined) throw missing("amount_msat");
      payAndAnswer(core, exchange, {
        errors: clnErrors,
        payment: node.spontaneous(payees.payeeOfNodeKey(destination) ?? "", amountMsat),
        options: { feeLimitMsat: payFeeLimit(fields, amountMsat), timeoutMs: retryMsOf(fields) },
        answer: answerTo(exchange, payFailures, (paid) => payJson(paid, destination)),
      });
    },
  };
}

/** The number of the error is in the text only. */
function inProgress(): Refusal {
  const cause = JSON.stringify({ code: 200, message: "Payment is still in progress" });
  return rpcError(codes.plugin, `Unexpected injectpaymentonion error 200: ${cause}`);
}

function differentAmount(earlier: TrackedPayment, amountMsat: Msat): Refusal {
  const message = `Already succeeded with amount ${earlier.amountMsat}msat (not ${amountMsat}msat)`;
  return rpcError(codes.differentAmount, message);
}

function missing(name: string): Refusal {
  return invalid(`missing required parameter: ${name}`);
}

/** What is under way, or paid, is not refused any more. */
function refuseExpired(core: RailCore, invoice: Invoice): void {
  const earlier = core.node.track(invoice.paymentHash);
  const isNew = earlier === undefined || earlier.kind === "failed";
  if (isNew && isExpired(core, invoice)) throw rpcError(codes.invoiceExpired, "Invoice expired");
}

/** The invoice to pay and how much of it. Both methods know it by both names. @throws Refusal */
function invoiceOf(core: RailCore, fields: Fields, name: "bolt11" | "invstring") {
  const bolt11 = textOf(fields, "bolt11") || textOf(fields, "invstring");
  if (bolt11 === "") throw missing(name);
  const invoice = readInvoice(core, bolt11);
  if (invoice === undefined) throw invalid("Invalid bolt11: it could not be decoded");
  const wished = msatOf(fields, "amount_msat");
  if (invoice.amountMsat !== null && wished !== undefined) throw invalid("amount_msat parameter unnecessary");
  const amountMsat = invoice.amountMsat ?? wished;
  if (amountMsat === undefined || amountMsat === 0) throw invalid("amount_msat parameter required");
  return { invoice, amountMsat };
}

/** `maxfee` is exact; without it, small fees are exempt from `maxfeepercent`. @throws Refusal */
function payFeeLimit(fields: Fields, amountMsat: Msat): Msat {
  const maxfee = msatOf(fields, "maxfee");
  const percent = percentOf(fields);
  const exempt = msatOf(fields, "exemptfee");
  if (maxfee === undefined) {
    return Math.max(exempt ?? PAY_EXEMPT_MSAT, share(amountMsat, percent ?? PAY_FEE_PERCENT));
  }
  if (percent === undefined && exempt === undefined) return maxfee;
  throw invalid("maxfee excludes maxfeepercent and exemptfee: send only one kind");
}

function percentOf({ maxfeepercent }: Fields): number | undefined {
  if (maxfeepercent === undefined || maxfeepercent === null || maxfeepercent === "") return undefined;
  const percent = typeof maxfeepercent === "string" ? Number(maxfeepercent) : maxfeepercent;
  if (typeof percent === "number" && Number.isFinite(percent) && percent >= 0) return percent;
  throw invalid(`maxfeepercent: should be a non-negative number: invalid token '${JSON.stringify(maxfeepercent)}'`);
}

function share(amountMsat: Msat, percent: number): Msat {
  return Math.floor((amountMsat * percent) / 100);
}

function retryMsOf(fields: Fields): number {
  const seconds = wholeNumberOf(fields, "retry_for");
  if (seconds === null) throw invalid("retry_for: should be an integer");
  return (seconds ?? RETRY_FOR_SECONDS) * 1_000;
}
