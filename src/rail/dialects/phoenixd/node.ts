import type { Msat } from "../../../domain/money.ts";
import type { TrackedPayment } from "../../core/payment-update.ts";
import type { Invoice } from "../../payees/payee-book.ts";
import { payeeOfAddress, payeeOfLnurl } from "../addresses.ts";
import { found, foundAmong } from "../asking.ts";
import { formFields, textOf, wholeNumberOf } from "../body.ts";
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
import {
  decodedJson,
  failureJson,
  incomingJson,
  nodeInfoJson,
  outgoingJson,
  type PhoenixdAttempt,
  paymentEndJson,
  reasons,
  satsBelow,
} from "./json.ts";

type Form = Readonly<Record<string, string>>;

const MSAT_PER_SAT = 1_000;

/** How long a held payment is tried for a caller who waits. phoenixd has no such limit, but no payment stays open for ever. */
const TRIED_MS = 60_000;

/** How long a list is by default, as in phoenixd. */
const LIST_LENGTH = 20;

/** The longest description that phoenixd takes. */
const LONGEST_DESCRIPTION = 128;

/** How phoenixd fails: in plain text. It has no limit of requests of its own; 503 is what stands in front of it while it starts. */
const errors: ProviderErrors = {
  busy: () => new Refusal(503, "Service Unavailable"),
  broken: () => new Refusal(500, "Internal Server Error"),
};

/** phoenixd's calls, each as the handler of a route. A call that pays answers when the payment has ended, and not before. */
export function phoenixdNode(core: RailCore) {
  const { node, payees, clock } = core;
  const attempts = new Map<string, PhoenixdAttempt>();
  /** The last one of each hash: there is only another one after one has failed. */
  const lastOfHash = new Map<string, PhoenixdAttempt>();
  const made = new Map<string, { readonly invoice: Invoice; readonly externalId: string }>();

  function pay(exchange: Exchange, invoice: Invoice, amountMsat: Msat): void {
    const { paymentHash } = invoice;
    const payment = paymentOfInvoice(invoice, amountMsat);
    const attempt: PhoenixdAttempt = {
      paymentId: uuidOf(`phoenixd ${paymentHash} ${attempts.size}`),
      latest: trackedOf(core, payment),
    };
    // The payee takes neither less than it asked for nor an invoice that has expired.
    if (amountMsat < (invoice.amountMsat ?? 0) || isExpired(core, invoice)) {
      return exchange.answerJson(200, failureJson(paymentHash, reasons.unknown));
    }
    const answer = () => exchange.answerJson(200, paymentEndJson(attempt));
    const options = { timeoutMs: TRIED_MS };
    const rejection = sendAndAnswer(core, exchange, attempt, { payment, errors, options, answer });
    if (rejection !== undefined) {
      const reason = rejection === "already-paid" ? reasons.alreadyPaid : reasons.inProgress;
      return exchange.answerJson(200, failureJson(paymentHash, reason));
    }
    attempts.set(attempt.paymentId, attempt);
    lastOfHash.set(paymentHash, attempt);
  }

  function show(exchange: Exchange, attempt: PhoenixdAttempt | undefined): void {
    const latest = attempt && found(node.lookUpAs(attempt.latest), errors.broken);
    if (attempt === undefined || latest === undefined) throw new Refusal(404, "Not found");
    exchange.answerJson(200, outgoingJson({ ...attempt, latest }));
  }

  return {
    payInvoice(exchange: Exchange): void {
      const form = formFields(exchange);
      const amountSat = numberOf(form, "amountSat");
      const invoice = invoiceOf(core, form);
      const amountMsat = amountSat === undefined ? invoice.amountMsat : amountSat * MSAT_PER_SAT;
      if (amountMsat === null) throw missing("amountSat");
      pay(exchange, invoice, amountMsat);
    },
    payAddress(exchange: Exchange): void {
      const form = formFields(exchange);
      const amountMsat = requiredNumberOf(form, "amountSat") * MSAT_PER_SAT;
      const payee = payeeOfAddress(requiredOf(form, "address"));
      if (payee === undefined) throw new Refusal(500, "cannot resolve address: this rail only pays its own payees");
      pay(exchange, mintInvoice(core, { payee, amountMsat, description: payee }), amountMsat);
    },
    payLnurl(exchange: Exchange): void {
      const form = formFields(exchange);
      const payee = payeeOfLnurl(requiredOf(form, "lnurl"));
      if (payee === undefined) throw new Refusal(400, "this rail only pays the LNURLs of its own payees");
      // Without an amount, phoenixd sends the least that the payee takes: 1 msat.
      const amountMsat = (numberOf(form, "amountSat") ?? 0) * MSAT_PER_SAT || 1;
      pay(exchange, mintInvoice(core, { payee, amountMsat, description: payee }), amountMsat);
    },
    showById: (exchange: Exchange, paymentId: string): void => show(exchange, attempts.get(paymentId)),
    showByHash: (exchange: Exchange, paymentHash: string): void => show(exchange, lastOfHash.get(paymentHash)),
    /** The newest first, and without `all=true` none that failed. */
    list(exchange: Exchange): void {
      const { query } = exchange;
      const all = query.get("all") === "true";
      const limit = numberOf(Object.fromEntries(query), "limit") ?? LIST_LENGTH;
      const offset = numberOf(Object.fromEntries(query), "offset") ?? 0;
      const isShown = ({ kind }: TrackedPayment) => all || kind !== "failed";
      const shown = [...foundAmong(node, attempts.values(), { ...errors, isShown })].reverse();
      exchange.answerJson(200, shown.slice(offset, offset + limit).map(outgoingJson));
    },
    createInvoice(exchange: Exchange): void {
      const form = formFields(exchange);
      const amountSat = numberOf(form, "amountSat");
      const { description, descriptionHash, externalId = "" } = form;
      if ((description === undefined) === (descriptionHash === undefined)) {
        throw new Refusal(400, "Must provide either a description or descriptionHash");
      }
      if ((description?.length ?? 0) > LONGEST_DESCRIPTION) {
        throw new Refusal(400, `Request parameter description is too long (max ${LONGEST_DESCRIPTION} characters)`);
      }
      const amountMsat = amountSat === undefined ? null : amountSat * MSAT_PER_SAT;
      const expirySeconds = numberOf(form, "expirySeconds");
      const invoice = mintInvoice(core, { payee: "", amountMsat, description, descriptionHash, expirySeconds });
      made.set(invoice.paymentHash, { invoice, externalId });
      const { paymentHash, bolt11: serialized } = invoice;
      exchange.answerJson(200, { ...(amountSat !== undefined && { amountSat }), paymentHash, serialized });
    },
    showIncoming(exchange: Exchange, paymentHash: string): void {
      const incoming = made.get(paymentHash);
      if (incoming === undefined) throw new Refusal(404, "Not found");
      exchange.answerJson(200, incomingJson(incoming.invoice, incoming.externalId, clock.epochMs()));
    },
    decodeInvoice: (exchange: Exchange): void =>
      exchange.answerJson(200, decodedJson(invoiceOf(core, formFields(exchange)))),
    showBalance: (exchange: Exchange): void =>
      exchange.answerJson(200, { balanceSat: satsBelow(node.balanceMsat()), feeCreditSat: 0 }),
    showNode: (exchange: Exchange): void =>
      exchange.answerJson(200, nodeInfoJson(payees.nodeKeyOf(""), node.balanceMsat())),
    refuseOffer(): void {
      throw new Refusal(400, "this rail pays BOLT11 invoices and Lightning addresses, and no offers");
    },
  };
}

function missing(name: string): Refusal {
  return new Refusal(400, `Request parameter ${name} is missing`);
}

function unconvertible(name: string, type: string): Refusal {
  return new Refusal(400, `Request parameter ${name} couldn't be parsed/converted to ${type}`);
}

function requiredOf(form: Form, name: string): string {
  const text = textOf(form, name);
  if (text === "") throw missing(name);
  return text;
}

/** A whole number; undefined when it is not sent. */
function numberOf(form: Form, name: string): number | undefined {
  const number = wholeNumberOf(form, name);
  if (number === null) throw unconvertible(name, "integer");
  return number;
}

function requiredNumberOf(form: Form, name: string): number {
  const number = numberOf(form, name);
  if (number === undefined) throw missing(name);
  return number;
}

function invoiceOf(core: RailCore, form: Form): Invoice {
  const invoice = readInvoice(core, requiredOf(form, "invoice"));
  if (invoice === undefined) throw unconvertible("invoice", "bolt11invoice");
  return invoice;
}
