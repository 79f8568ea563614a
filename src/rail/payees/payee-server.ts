import { hash } from "node:crypto";
import type { Msat } from "../../domain/money.ts";
import { found } from "../dialects/asking.ts";
import type { ListenOptions, RailCore } from "../dialects/dialect.ts";
import { type Exchange, type Face, listen, Refusal } from "../dialects/listener.ts";
import { type Route, route } from "../dialects/routes.ts";
import { lnurlOf } from "./lnurl.ts";

/** How payees are paid by name. */
export interface PayeeServerOptions extends Pick<ListenOptions, "host" | "port" | "tls"> {
  /** Default 1 msat. */
  readonly minMsat?: Msat | undefined;
  /** Default 1 BTC. */
  readonly maxMsat?: Msat | undefined;
  /** Whether it is offered to tell if an invoice has been paid (LUD-21), which a node cannot that pays at every call. Default: yes. */
  readonly verifies?: (() => boolean) | undefined;
}

/** The host of all Lightning addresses of ours. */
export interface PayeeServer {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** The Lightning address of a payee, `name@127.0.0.1:PORT` (LUD-16). @throws RangeError when the name fits no address. */
  addressOf(payee: string): string;
  /** The same as an LNURL (LUD-06). @throws RangeError when the name fits no address. */
  lnurlOf(payee: string): string;
  close(): Promise<void>;
}

/** LUD-16 allows no other letters. */
const NAME = /^[a-z0-9._-]+$/;

const ONE_BTC_MSAT = 100_000_000_000;

/** LUD-12. */
const COMMENT_CHARS = 255;

/**
 * Answers for Lightning addresses and LNURL-pay (LUD-06, 12, 16, 21): whoever asks is told how to pay this name, and each call of the callback makes a new
 * invoice for it. Two invoices that are paid for one name are two payments to one payee.
 * Rejects when the port is taken, with the system's error (`EADDRINUSE`).
 */
export async function startPayeeServer(core: RailCore, options: PayeeServerOptions = {}): Promise<PayeeServer> {
  let base = "";
  const server = await listen(
    faceOf(core, options, () => base),
    options,
  );
  base = server.url;
  const authority = new URL(base).host;
  const checked = (payee: string) => {
    if (NAME.test(payee)) return payee;
    throw new RangeError(`the name of a Lightning address must be made of a-z, 0-9, ".", "-" and "_" (got ${payee})`);
  };
  return {
    url: base,
    port: server.port,
    addressOf: (payee) => `${checked(payee)}@${authority}`,
    lnurlOf: (payee) => lnurlOf(`${base}/.well-known/lnurlp/${checked(payee)}`),
    close: () => server.close(),
  };
}

function faceOf(core: RailCore, options: PayeeServerOptions, base: () => string): Face {
  const { minMsat = 1, maxMsat = ONE_BTC_MSAT, verifies = () => true } = options;
  const routes: readonly Route[] = [
    {
      method: "GET",
      path: /^\/\.well-known\/lnurlp\/([^/]+)$/,
      handle: (exchange, name = "") =>
        exchange.answerJson(200, {
          tag: "payRequest",
          callback: `${base()}/lnurlp/${nameOf(name)}/callback`,
          minSendable: minMsat,
          maxSendable: maxMsat,
          metadata: metadataOf(nameOf(name), base()),
          commentAllowed: COMMENT_CHARS,
        }),
    },
    {
      method: "GET",
      path: /^\/lnurlp\/([^/]+)\/callback$/,
      handle(exchange, name = "") {
        const { bolt11, paymentHash } = core.payees.mint({
          payee: nameOf(name),
          amountMsat: amountOf(exchange, minMsat, maxMsat),
          descriptionHash: hash("sha256", metadataOf(nameOf(name), base()), "hex"),
        });
        const asking = verifies() ? { verify: `${base()}/lnurlp/verify/${paymentHash}` } : {};
        exchange.answerJson(200, { pr: bolt11, routes: [], ...asking });
      },
    },
    {
      method: "GET",
      path: /^\/lnurlp\/verify\/([0-9a-f]{64})$/,
      handle: (exchange, paymentHash = "") => answerVerify(core, exchange, paymentHash),
    },
  ];
  return {
    handle(exchange) {
      if (route(routes, exchange) !== "routed") throw new Refusal(404, "Not found");
    },
    refuse: (exchange, { status, message }) => exchange.answerJson(status, { status: "ERROR", reason: message }),
  };
}

/** Names have no case: LUD-16 allows lower case only. @throws Refusal for one that nobody can have */
function nameOf(name: string): string {
  const lower = name.toLowerCase();
  if (!NAME.test(lower)) throw new Refusal(404, "There is nobody of this name");
  return lower;
}

/** What the invoice commits to: who is paid. */
function metadataOf(name: string, base: string): string {
  return JSON.stringify([
    ["text/plain", `Payment to ${name}`],
    ["text/identifier", `${name}@${new URL(base).host}`],
  ]);
}

/** LUD-06 reports an error in the body; wallets do not look at the status. */
const LNURL_ERROR = 200;

function amountOf({ query }: Exchange, minMsat: Msat, maxMsat: Msat): Msat {
  const sent = query.get("amount") ?? "";
  const amountMsat = /^\d{1,16}$/.test(sent) ? Number(sent) : Number.NaN;
  if (!(amountMsat >= minMsat && amountMsat <= maxMsat)) {
    throw new Refusal(
      LNURL_ERROR,
      `amount must be whole millisatoshis from ${minMsat} to ${maxMsat} (got ${JSON.stringify(sent)})`,
    );
  }
  if ((query.get("comment") ?? "").length > COMMENT_CHARS) {
    throw new Refusal(LNURL_ERROR, `comment must be at most ${COMMENT_CHARS} characters`);
  }
  return amountMsat;
}

/** A payment that is not found, and one that is in flight, look the same: not settled. */
function answerVerify({ payees, node }: RailCore, exchange: Exchange, paymentHash: string): void {
  const invoice = payees.byHash(paymentHash);
  if (invoice === undefined) throw new Refusal(404, "Not found");
  const payment = found(node.lookUp(paymentHash), () => new Refusal(500, "Internal server error"));
  const preimage = payment?.kind === "settled" ? payment.preimage : null;
  exchange.answerJson(200, { status: "OK", settled: preimage !== null, preimage, pr: invoice.bolt11 });
}
