import type { DialectName } from "../../../domain/dialect.ts";
import type { PayeeKind } from "../../../domain/payee.ts";
import type { PlaceKind } from "./template-places.ts";

/** The names of a payout that always exist where a payout is made or asked for. */
const payoutNames = [
  "payout.key",
  "payout.key.uuid",
  "payout.amount",
  "payout.amount.sat",
  "payout.amount.msat",
  "payout.amount.btc",
  "payout.gamertag",
  "payout.paymentHash",
] as const;

/** The name that says who is paid, by the kind of payee. */
export const payeeNames = {
  gamertag: "payout.gamertag",
  "lightning-address": "payout.address",
  bolt11: "payout.invoice",
  lnurl: "payout.lnurl",
  keysend: "payout.nodeKey",
} as const satisfies Record<PayeeKind, string>;

const amountNames = ["amount", "amount.sat", "amount.msat", "amount.btc"];

const listNames = ["account", "cursor", "page", "offset", "limit"];

/** The names of each kind of place, beyond variables of an account, captures, rails and the environment. */
export const namesOf: Readonly<Record<PlaceKind, readonly string[]>> = {
  url: ["service.port"],
  header: ["account", "service.port", "service.url"],
  start: ["service.port", "service.url", "callbacks.url"],
  account: ["service.port", "service.url"],
  login: ["account", "service.port", "service.url"],
  payout: [...payoutNames, ...Object.values(payeeNames), "account", "callbacks.url", "service.port", "service.url"],
  poll: [...payoutNames, ...Object.values(payeeNames), "payout.id", "account", "service.port", "service.url"],
  balance: ["account", "service.port", "service.url"],
  list: [...listNames, "service.port", "service.url"],
  fund: [...amountNames, "account", "service.port", "service.url"],
  injection: ["enabled", "rate", "fault", "rollbackOnTimeout", "strategy", "service.port", "service.url"],
  selector: ["account"],
  books: [],
};

/** Where a name exists that does not exist everywhere. */
export function whereIs(name: string): string | undefined {
  if (name === "payout.id") return "in poll and lookup, once the service has answered";
  if (name.startsWith("payout.")) return "in payout, poll and lookup";
  if (["cursor", "page", "offset", "limit"].includes(name)) return "in the calls of entries and payouts";
  if (amountNames.includes(name)) return `in fund: write \${payout.${name}} for the amount of a payout`;
  if (["enabled", "rate", "fault"].includes(name)) return "in the calls of injection";
  if (name === "callbacks.url") return "in payout and start";
  if (name === "account" || name.startsWith("account.")) return "where a call is about one account";
  if (name === "service.url") return "once the service has started";
  return undefined;
}

/** The credential of each dialect. */
export const credentials: Readonly<Record<DialectName, "macaroon" | "rune" | "key" | "password">> = {
  "lnd-rest": "macaroon",
  "lnd-grpc": "macaroon",
  "cln-rest": "rune",
  lnbits: "key",
  zbd: "key",
  phoenixd: "password",
};

/** What is known of a rail, by dialect. */
export function railNames(dialect: DialectName | undefined, isTls: boolean): readonly string[] {
  const own = dialect === undefined ? Object.values(credentials) : [credentials[dialect]];
  const files = own.includes("macaroon") ? ["macaroonFile"] : [];
  return ["url", "host", "port", "hostPort", ...(isTls ? ["certFile"] : []), ...new Set(own), ...files];
}
