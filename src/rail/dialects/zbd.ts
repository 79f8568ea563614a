import { type Callbacks, createCallbacks } from "./callbacks.ts";
import type { Dialect, ListenOptions, RailCore } from "./dialect.ts";
import { type Face, listen, Refusal } from "./listener.ts";
import { type Route, route } from "./routes.ts";
import { zbdCharges } from "./zbd/charges.ts";
import { zbdWallet } from "./zbd/wallet.ts";

/** After how long a payment is answered as pending. ZBD documents no such time; services wait at most this long in practice. */
const WAIT_MS = 10_000;

/**
 * ZBD (ZEBEDEE): msat as text. A send to a gamertag, a Lightning address or a node key has no key by which it could be recognized, so each call
 * pays; and a gamertag send whose answer is lost cannot even be looked up.
 */
export const zbd: Dialect = {
  name: "zbd",
  summary: "ZBD's API: pays gamertags, Lightning addresses, node keys and BOLT11 invoices, and calls back",
  credential: "key",
  tls: false,
  cannot: { contradictory: "ZBD answers with data or with an error, never with both" },
  async listen(core, options) {
    const callbacks = createCallbacks(core.clock);
    const listening = await listen(faceOf(core, callbacks, options), options);
    return {
      ...listening,
      async close() {
        await callbacks.close();
        await listening.close();
      },
    };
  },
};

function faceOf(core: RailCore, callbacks: Callbacks, { credential, pendingAfterMs = WAIT_MS }: ListenOptions): Face {
  const routes = routesOf(core, callbacks, pendingAfterMs);
  return {
    handle(exchange) {
      if (credential !== undefined && exchange.headers.apikey !== credential) throw new Refusal(401, "Unauthorized");
      switch (route(routes, exchange)) {
        case "routed":
          return;
        case "wrong-method":
        case "unknown-path":
          throw new Refusal(404, `Cannot ${exchange.method} ${exchange.path}`);
      }
    },
    refuse: (exchange, { status, message }) => exchange.answerJson(status, { success: false, message }),
  };
}

function routesOf(core: RailCore, callbacks: Callbacks, pendingAfterMs: number): readonly Route[] {
  const wallet = zbdWallet(core, callbacks, pendingAfterMs);
  const charges = zbdCharges(core);
  return [
    { method: "POST", path: /^\/v0\/gamertag\/send-payment$/, handle: wallet.toGamertag },
    { method: "GET", path: /^\/v0\/gamertag\/transaction\/([^/]+)$/, handle: wallet.showTransaction },
    { method: "POST", path: /^\/v0\/ln-address\/send-payment$/, handle: wallet.toAddress },
    { method: "POST", path: /^\/v0\/payments$/, handle: wallet.payInvoice },
    { method: "GET", path: /^\/v0\/payments\/([^/]+)$/, handle: wallet.showPayment },
    { method: "POST", path: /^\/v0\/keysend-payment$/, handle: wallet.keysend },
    { method: "GET", path: /^\/v0\/wallet$/, handle: wallet.showWallet },
    { method: "POST", path: /^\/v0\/charges$/, handle: charges.create },
    { method: "GET", path: /^\/v0\/charges\/([^/]+)$/, handle: charges.show },
    { method: "POST", path: /^\/v0\/decode-invoice$/, handle: charges.decode },
    { method: "POST", path: /^\/v0\/ln-address\/fetch-charge$/, handle: charges.fromAddress },
    { method: "GET", path: /^\/v0\/ln-address\/validate\/([^/]+)$/, handle: charges.validateAddress },
    { method: "POST", path: /^\/v0\/gamertag\/charges$/, handle: charges.fromGamertag },
    { method: "GET", path: /^\/v0\/user-id\/gamertag\/([^/]+)$/, handle: charges.idOfGamertag },
    { method: "GET", path: /^\/v0\/gamertag\/user-id\/([^/]+)$/, handle: charges.gamertagOfId },
    { method: "GET", path: /^\/v0\/prod-ips$/, handle: charges.callbackAddresses },
    { method: "GET", path: /^\/v0\/is-supported-region\/([^/]+)$/, handle: charges.supportsRegion },
  ];
}
