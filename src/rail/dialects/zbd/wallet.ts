import type { Msat } from "../../../domain/money.ts";
import type { RailPayment } from "../../core/payment.ts";
import type { Invoice } from "../../payees/payee-book.ts";
import { payeeOfAddress } from "../addresses.ts";
import { found } from "../asking.ts";
import { type Fields, jsonFields, textOf, wholeNumberOf } from "../body.ts";
import type { Callbacks } from "../callbacks.ts";
import type { RailCore } from "../dialect.ts";
import { type Exchange, Refusal } from "../listener.ts";
import {
  isExpired,
  mintInvoice,
  type ProviderErrors,
  paymentOfInvoice,
  readInvoice,
  sendAndAnswer,
  trackedOf,
} from "../paying.ts";
import { uuidOf } from "../uuid.ts";
import { gamertagSendJson, keysendJson, paymentJson, transactionJson, walletJson, type ZbdSend } from "./json.ts";

/** What a call sends, and what its caller wants to be reminded of. */
interface Send extends Pick<ZbdSend, "note" | "internalId" | "callbackUrl"> {
  readonly payment: RailPayment;
  /** The data of the answer. */
  json(send: ZbdSend): unknown;
}

const NO_ROUTE = "Payment failed: no route to the recipient was found.";

/** After how many seconds ZBD is to be asked again. It documents 429 and no time; its client waits for a second. */
const RETRY_AFTER_SECONDS = 1;

/** How ZBD fails, in its envelope: 429 for too many requests, and 500 for whatever else (its list of statuses has no other). */
const errors: ProviderErrors = {
  busy: () => new Refusal(429, "Too many requests, please try again later.", {}, RETRY_AFTER_SECONDS),
  broken: () => new Refusal(500, "Internal Server Error"),
};

/** The wallet of a ZBD project: the calls that send money or look at it, each as the handler of a route. */
export function zbdWallet(core: RailCore, callbacks: Callbacks, pendingAfterMs: number) {
  const { node, payees } = core;
  const sends = new Map<string, ZbdSend>();
  let calls = 0;

  function send(exchange: Exchange, { payment, json, ...about }: Send): void {
    calls += 1;
    const id = uuidOf(`ZBD ${payment.paymentHash} ${calls}`);
    const made: ZbdSend = { id, latest: trackedOf(core, payment), ...about };
    const rejection = sendAndAnswer(core, exchange, made, {
      payment,
      errors,
      pendingAfterMs,
      answer({ kind }) {
        if (kind !== "failed") succeed(exchange, json(made), "Payment done.");
        else exchange.answerJson(400, { success: false, message: NO_ROUTE });
      },
      news: () => callbacks.to(made.callbackUrl, paymentJson(made)),
    });
    if (rejection === "already-paid") throw new Refusal(400, "This invoice has already been paid.");
    if (rejection !== undefined) throw new Refusal(400, "This invoice is already being paid.");
    sends.set(id, made);
  }

  /** What was sent under this id, as a look-up tells it. @throws Refusal */
  function sentAs(id: string): ZbdSend {
    const made = sends.get(id);
    const latest = made && found(node.lookUpAs(made.latest), errors.broken);
    if (made === undefined || latest === undefined) throw new Refusal(404, "No payment with this id was found.");
    return { ...made, latest };
  }

  return {
    /** To a gamertag: each call is another payment. */
    toGamertag(exchange: Exchange): void {
      const fields = jsonFields(exchange);
      const payment = node.spontaneous(required(fields, "gamertag"), amountOf(fields));
      const note = textOf(fields, "description");
      send(exchange, { payment, note, internalId: "", callbackUrl: "", json: gamertagSendJson });
    },
    /** To a Lightning address: each call has another invoice. */
    toAddress(exchange: Exchange): void {
      const fields = jsonFields(exchange);
      const amountMsat = amountOf(fields);
      const payee = payeeOfAddress(required(fields, "lnAddress"));
      if (payee === undefined) throw new Refusal(400, "This Lightning address could not be resolved.");
      const invoice = mintInvoice(core, { payee, amountMsat, description: payee });
      const payment = paymentOfInvoice(invoice, amountMsat);
      send(exchange, { payment, ...aboutOf(fields, "comment"), json: paymentJson });
    },
    payInvoice(exchange: Exchange): void {
      const fields = jsonFields(exchange);
      const payment = invoicePayment(core, fields);
      send(exchange, { payment, ...aboutOf(fields, "description"), json: paymentJson });
    },
    /** To a node key: each call is another payment. */
    keysend(exchange: Exchange): void {
      const fields = jsonFields(exchange);
      const payee = payees.payeeOfNodeKey(required(fields, "pubkey")) ?? "";
      const payment = node.spontaneous(payee, amountOf(fields));
      send(exchange, { payment, ...aboutOf(fields, "metadata"), json: keysendJson });
    },
    showPayment: (exchange: Exchange, id: string): void => succeed(exchange, paymentJson(sentAs(id))),
    showTransaction: (exchange: Exchange, id: string): void => succeed(exchange, transactionJson(sentAs(id))),
    showWallet: (exchange: Exchange): void => succeed(exchange, walletJson(node.balanceMsat())),
  };
}

/** Answers in ZBD's envelope. */
export function succeed(exchange: Exchange, data: unknown, message = ""): void {
  exchange.answerJson(200, message === "" ? { success: true, data } : { success: true, message, data });
}

/** A field that must be sent. @throws Refusal */
export function required(fields: Fields, name: string): string {
  const text = textOf(fields, name);
  if (text === "") throw new Refusal(400, `${name} is required`);
  return text;
}

/** An amount in msat. @throws Refusal */
export function amountOf(fields: Fields): Msat {
  const amountMsat = wholeNumberOf(fields, "amount");
  if (amountMsat === undefined) throw new Refusal(400, "amount is required");
  if (amountMsat === null || amountMsat === 0) {
    throw new Refusal(400, "amount must be a whole number of msat from 1, as text");
  }
  return amountMsat;
}

/** What the caller of a payment wants to be reminded of. */
export function aboutOf(fields: Fields, note: "comment" | "description" | "metadata") {
  return {
    note: textOf(fields, note),
    internalId: textOf(fields, "internalId"),
    callbackUrl: textOf(fields, "callbackUrl"),
  };
}

/** An invoice that can be read. @throws Refusal */
export function invoiceOf(core: RailCore, fields: Fields): Invoice {
  const invoice = readInvoice(core, required(fields, "invoice"));
  if (invoice === undefined) throw new Refusal(400, "invoice must be a BOLT11 invoice");
  return invoice;
}

function invoicePayment(core: RailCore, fields: Fields): RailPayment {
  const invoice = invoiceOf(core, fields);
  if (isExpired(core, invoice)) throw new Refusal(400, "This invoice has expired.");
  if (invoice.amountMsat === null) return paymentOfInvoice(invoice, amountOf(fields));
  const wished = wholeNumberOf(fields, "amount");
  if (wished !== undefined && wished !== invoice.amountMsat) {
    throw new Refusal(400, `amount must be that of the invoice, ${invoice.amountMsat} msat`);
  }
  return paymentOfInvoice(invoice, invoice.amountMsat);
}
