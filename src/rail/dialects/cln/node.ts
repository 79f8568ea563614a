import type { TrackedPayment } from "../../core/payment-update.ts";
import type { Invoice, InvoiceRequest } from "../../payees/payee-book.ts";
import { foundPayments } from "../asking.ts";
import { type Fields, textOf, wholeNumberOf } from "../body.ts";
import type { RailCore } from "../dialect.ts";
import type { Exchange } from "../listener.ts";
import { readInvoice } from "../paying.ts";
import { uuidOf } from "../uuid.ts";
import {
  clnErrors,
  codes,
  decodedJson,
  invalid,
  listedInvoiceJson,
  listedPayJson,
  listedSendpayJson,
  msatOf,
  payStatuses,
  payStatusOf,
  rpcError,
} from "./json.ts";

/** How long an invoice is valid, as in Core Lightning: a week. */
const EXPIRY_SECONDS = 604_800;

const BLOCK_HEIGHT = 850_000;
const CHANNEL = "850000x1x0";

/** The methods that look at the node, and its own invoices; all but one return what they answer. */
export function clnNode(core: RailCore) {
  const { node, payees, clock } = core;
  const made = new Map<string, Invoice>();
  const fundingTxId = uuidOf("Core Lightning channel").replaceAll("-", "").repeat(2);

  const destinationOf = ({ paymentHash, payee }: TrackedPayment) =>
    payees.byHash(paymentHash)?.destination ?? payees.nodeKeyOf(payee);

  /** The payments that are asked for. */
  function paymentsOf(fields: Fields): readonly TrackedPayment[] {
    const status = textOf(fields, "status");
    if (status !== "" && !payStatuses.includes(status)) throw invalid(`status: unknown status '${status}'`);
    const bolt11 = textOf(fields, "bolt11");
    const paymentHash = bolt11 === "" ? textOf(fields, "payment_hash") : invoiceOf(core, bolt11).paymentHash;
    const known = paymentHash === "" ? [...node.payments()] : [node.track(paymentHash)].flatMap((one) => one ?? []);
    const isShown = (payment: TrackedPayment) => status === "" || payStatusOf(payment) === status;
    return foundPayments(node, known, { ...clnErrors, isShown });
  }

  function mint(request: InvoiceRequest): Invoice {
    try {
      return payees.mint(request);
    } catch (error) {
      throw invalid(error instanceof Error ? error.message : String(error));
    }
  }

  function invoice(fields: Fields): unknown {
    const label = textOf(fields, "label");
    if (label === "") throw invalid("missing required parameter: label");
    if (made.has(label)) throw rpcError(codes.labelExists, "Duplicate label");
    const amountMsat = fields.amount_msat === "any" ? null : msatOf(fields, "amount_msat");
    if (amountMsat === undefined) throw invalid("missing required parameter: amount_msat");
    const expirySeconds = wholeNumberOf(fields, "expiry") ?? EXPIRY_SECONDS;
    const description = textOf(fields, "description");
    const preimage = textOf(fields, "preimage") || undefined;
    const minted = mint({ payee: "", amountMsat, description, expirySeconds, preimage });
    made.set(label, minted);
    return {
      bolt11: minted.bolt11,
      payment_hash: minted.paymentHash,
      payment_secret: minted.paymentSecret,
      expires_at: minted.createdEpochS + minted.expirySeconds,
      created_index: made.size,
    };
  }

  function listinvoices(fields: Fields): unknown {
    const label = textOf(fields, "label");
    const bolt11 = textOf(fields, "invstring");
    const paymentHash = bolt11 === "" ? textOf(fields, "payment_hash") : invoiceOf(core, bolt11).paymentHash;
    const invoices = [...made]
      .filter(([name]) => label === "" || name === label)
      .filter(([, minted]) => paymentHash === "" || minted.paymentHash === paymentHash)
      .map(([name, minted]) => listedInvoiceJson(name, minted, clock.epochMs()));
    return { invoices };
  }

  return {
    listpays: (fields: Fields) => ({
      pays: paymentsOf(fields).map((payment) => listedPayJson(payment, destinationOf(payment))),
    }),
    listsendpays: (fields: Fields) => ({
      payments: paymentsOf(fields).map((payment) => listedSendpayJson(payment, destinationOf(payment))),
    }),
    invoice,
    listinvoices,
    decode: (fields: Fields) => decodedJson(invoiceOf(core, textOf(fields, "string"))),
    getinfo: () => ({
      id: payees.nodeKeyOf(""),
      alias: "chaos-payout",
      color: "02bf81",
      num_peers: 1,
      num_pending_channels: 0,
      num_active_channels: 1,
      num_inactive_channels: 0,
      address: [],
      binding: [],
      version: "v25.12",
      blockheight: BLOCK_HEIGHT,
      network: "regtest",
      fees_collected_msat: 0,
      "lightning-dir": "/root/.lightning/regtest",
    }),
    listfunds: () => ({
      outputs: [],
      channels: [
        {
          peer_id: payees.nodeKeyOf(""),
          connected: true,
          state: "CHANNELD_NORMAL",
          channel_id: fundingTxId,
          short_channel_id: CHANNEL,
          our_amount_msat: node.balanceMsat(),
          amount_msat: 2 * Math.max(node.balanceMsat(), 1),
          funding_txid: fundingTxId,
          funding_output: 0,
        },
      ],
    }),
    "bkpr-listbalances": () => ({
      accounts: [
        { account: "wallet", balances: [{ balance_msat: 0, coin_type: "bcrt" }] },
        {
          account: fundingTxId,
          peer_id: payees.nodeKeyOf(""),
          we_opened: true,
          account_closed: false,
          account_resolved: false,
          balances: [{ balance_msat: node.balanceMsat(), coin_type: "bcrt" }],
        },
      ],
    }),
    /** Waits for a payment of an invoice, which never comes. */
    waitAnyInvoice(exchange: Exchange, fields: Fields, timedOut: () => void): void {
      const seconds = wholeNumberOf(fields, "timeout");
      if (seconds === null) throw invalid("timeout: should be an integer");
      if (seconds !== undefined) exchange.whenOver(clock.timeout(seconds * 1_000, timedOut));
    },
  };
}

function invoiceOf(core: RailCore, bolt11: string): Invoice {
  const invoice = readInvoice(core, bolt11);
  if (invoice === undefined) throw invalid("Invalid bolt11: it could not be decoded");
  return invoice;
}
