import { noCallbacks } from "../impossible-faults.ts";
import type { Dialect, ListenOptions, RailCore } from "./dialect.ts";
import { type Exchange, type Face, listen, Refusal } from "./listener.ts";
import { lnbitsWallet } from "./lnbits/wallet.ts";
import { type Route, route } from "./routes.ts";

/** After how long a payment is answered as pending (`lnbits_funding_source_pay_invoice_wait_seconds`, its default). */
const WAIT_MS = 5_000;

/**
 * LNbits: sats in, msat out. A hash is paid at most once, and one that has failed is never tried again (lnbits 1.6,
 * `core/services/payments.py`, `_verify_external_payment`).
 */
export const lnbits: Dialect = {
  name: "lnbits",
  summary: "LNbits' wallet API: pays BOLT11 invoices, and answers that a payment is pending when it takes long",
  credential: "key",
  tls: false,
  cannot: noCallbacks("LNbits calls back about payments that it receives, not about those that it sends"),
  listen: (core, options) => listen(faceOf(core, options), options),
};

function faceOf(core: RailCore, { credential, pendingAfterMs = WAIT_MS }: ListenOptions): Face {
  const wallet = lnbitsWallet(core, pendingAfterMs);
  const routes: readonly Route[] = [
    { method: "POST", path: /^\/api\/v1\/payments$/, handle: wallet.create },
    { method: "POST", path: /^\/api\/v1\/payments\/decode$/, handle: wallet.decode },
    { method: "GET", path: /^\/api\/v1\/payments$/, handle: wallet.list },
    { method: "GET", path: /^\/api\/v1\/payments\/paginated$/, handle: wallet.paginate },
    { method: "GET", path: /^\/api\/v1\/payments\/fee-reserve$/, handle: wallet.reserve },
    { method: "GET", path: /^\/api\/v1\/payments\/([^/]+)$/, handle: wallet.lookUp },
    { method: "GET", path: /^\/api\/v1\/wallet$/, handle: wallet.show },
  ];
  return {
    handle(exchange) {
      checkKey(exchange, credential);
      switch (route(routes, exchange)) {
        case "routed":
          return;
        case "wrong-method":
          throw new Refusal(405, "Method Not Allowed");
        case "unknown-path":
          throw new Refusal(404, "Not Found");
      }
    },
    refuse: (exchange, { status, message, details }) =>
      exchange.answerJson(status, status === 429 ? { error: message } : { detail: message, ...details }),
  };
}

function checkKey({ headers, query }: Exchange, credential: string | undefined): void {
  if (credential === undefined) return;
  const key = headers["x-api-key"] ?? query.get("api-key") ?? "";
  if (key === "") throw new Refusal(401, "No Api Key provided.");
  if (key !== credential) throw new Refusal(404, "Wallet not found.");
}
