import { BadRequest } from "./errors.ts";
import type { Fields } from "./fields.ts";
import type { MethodName } from "./methods.ts";

/** Where a method is in REST, and what its path says. */
interface Route {
  readonly verb: "GET" | "POST";
  readonly path: RegExp;
  readonly method: MethodName;
  /** The field that the path holds. */
  readonly field?: string;
}

/** The paths of lnd's `lnrpc/*.yaml`. A trailing slash is another path there too. */
const routes: readonly Route[] = [
  { verb: "POST", path: /^\/v2\/router\/send$/, method: "SendPaymentV2" },
  { verb: "GET", path: /^\/v2\/router\/track\/([^/]*)$/, method: "TrackPaymentV2", field: "payment_hash" },
  { verb: "GET", path: /^\/v2\/router\/payments$/, method: "TrackPayments" },
  { verb: "POST", path: /^\/v1\/channels\/transactions$/, method: "SendPaymentSync" },
  { verb: "GET", path: /^\/v1\/payments$/, method: "ListPayments" },
  { verb: "GET", path: /^\/v1\/payreq\/([^/]*)$/, method: "DecodePayReq", field: "pay_req" },
  { verb: "POST", path: /^\/v1\/invoices$/, method: "AddInvoice" },
  { verb: "GET", path: /^\/v1\/invoices$/, method: "ListInvoices" },
  { verb: "GET", path: /^\/v1\/invoices\/subscribe$/, method: "SubscribeInvoices" },
  { verb: "GET", path: /^\/v1\/invoice\/([^/]*)$/, method: "LookupInvoice", field: "r_hash_str" },
  { verb: "GET", path: /^\/v1\/getinfo$/, method: "GetInfo" },
  { verb: "GET", path: /^\/v1\/balance\/channels$/, method: "ChannelBalance" },
  { verb: "GET", path: /^\/v1\/balance\/blockchain$/, method: "WalletBalance" },
];

/** The method that a request line is for, with the fields that its path and its query hold; undefined where there is none. */
export function routed(
  verb: string | undefined,
  url: string,
): { readonly method: MethodName; readonly fields: Fields } | undefined {
  const [path = "", query = ""] = url.split("?", 2);
  for (const route of routes) {
    const match = route.verb === verb ? route.path.exec(path) : null;
    if (match === null) continue;
    const fields: Record<string, string> = Object.fromEntries(new URLSearchParams(query));
    if (route.field !== undefined) fields[route.field] = unescaped(match[1] ?? "", route.field);
    return { method: route.method, fields };
  }
  return undefined;
}

/** What a segment of a path stands for. @throws BadRequest */
export function unescaped(text: string, field: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadRequest(`${field} must be base64`);
  }
}
