import { noCallbacks } from "../impossible-faults.ts";
import type { Dialect, ListenOptions, RailCore } from "./dialect.ts";
import { type Exchange, type Face, listen, Refusal } from "./listener.ts";
import { phoenixdNode } from "./phoenixd/node.ts";
import { type Route, route } from "./routes.ts";

/**
 * phoenixd: forms in, sats out. A payment that failed is answered with status 200, and so is a second call for an invoice that is paid or under
 * way; only the text tells them apart. A call waits for the end, however long it takes, so a lost connection is the only timeout.
 */
export const phoenixd: Dialect = {
  name: "phoenixd",
  summary: "phoenixd's API: pays BOLT11 invoices and Lightning addresses, and answers when the payment has ended",
  credential: "password",
  tls: false,
  cannot: {
    contradictory: "phoenixd answers with a preimage or with a reason, never with both",
    ...noCallbacks("phoenixd calls back about payments that it receives, not about those that it sends"),
  },
  listen: (core, options) => listen(faceOf(core, options), options),
};

function faceOf(core: RailCore, { credential }: ListenOptions): Face {
  const routes = routesOf(core);
  return {
    handle(exchange) {
      if (credential !== undefined && passwordOf(exchange) !== credential) {
        throw new Refusal(401, "Invalid authentication (use basic auth with the http password set in phoenix.conf)");
      }
      switch (route(routes, exchange)) {
        case "routed":
          return;
        case "wrong-method":
          throw new Refusal(405, "Invalid http method (use the correct GET/POST)");
        case "unknown-path":
          throw new Refusal(404, "Unknown endpoint (check api doc)");
      }
    },
    refuse: (exchange, { status, message }) => exchange.answer(status, message),
  };
}

function routesOf(core: RailCore): readonly Route[] {
  const node = phoenixdNode(core);
  return [
    { method: "POST", path: /^\/payinvoice$/, handle: node.payInvoice },
    { method: "POST", path: /^\/paylnaddress$/, handle: node.payAddress },
    { method: "POST", path: /^\/lnurlpay$/, handle: node.payLnurl },
    { method: "POST", path: /^\/payoffer$/, handle: node.refuseOffer },
    { method: "GET", path: /^\/payments\/outgoing$/, handle: node.list },
    { method: "GET", path: /^\/payments\/outgoing\/([^/]+)$/, handle: node.showById },
    { method: "GET", path: /^\/payments\/outgoingbyhash\/([^/]+)$/, handle: node.showByHash },
    { method: "GET", path: /^\/payments\/incoming\/([^/]+)$/, handle: node.showIncoming },
    { method: "POST", path: /^\/createinvoice$/, handle: node.createInvoice },
    { method: "POST", path: /^\/decodeinvoice$/, handle: node.decodeInvoice },
    { method: "GET", path: /^\/getbalance$/, handle: node.showBalance },
    { method: "GET", path: /^\/getinfo$/, handle: node.showNode },
  ];
}

/** The password of HTTP basic authentication, whoever the user is; "" for none. */
function passwordOf({ headers: { authorization = "" } }: Exchange): string {
  const [, base64 = ""] = /^basic ([a-z0-9+/=_-]+)$/i.exec(String(authorization)) ?? [];
  const userAndPassword = Buffer.from(base64, "base64").toString("utf8");
  return userAndPassword.slice(userAndPassword.indexOf(":") + 1);
}
