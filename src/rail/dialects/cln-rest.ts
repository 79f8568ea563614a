import { noCallbacks } from "../impossible-faults.ts";
import { anyFields, type Fields } from "./body.ts";
import { codes, rpcError } from "./cln/json.ts";
import { clnNode } from "./cln/node.ts";
import { clnPay } from "./cln/pay.ts";
import type { Dialect, ListenOptions, RailCore } from "./dialect.ts";
import { type Exchange, type Face, listen, Refusal } from "./listener.ts";

type Method = (exchange: Exchange, fields: Fields) => void;

const PATH = /^\/v1\/([a-z0-9_-]+)$/;

/** Core Lightning over its REST plugin, clnrest: each method is a path, success is 201, and an error of a method is 500 with a code. */
export const clnRest: Dialect = {
  name: "cln-rest",
  summary: "Core Lightning's REST plugin: pays BOLT11 invoices with pay or xpay, and node keys with keysend",
  credential: "rune",
  tls: true,
  cannot: {
    contradictory: "Core Lightning answers with a preimage or with an error code, never with both",
    ...noCallbacks("Core Lightning calls nobody back over its REST plugin"),
  },
  listen: (core, options) => listen(faceOf(core, options), options),
};

function faceOf(core: RailCore, { credential }: ListenOptions): Face {
  const methods = methodsOf(core);
  return {
    handle(exchange) {
      const name = PATH.exec(exchange.path)?.[1];
      if (name === undefined) throw new Refusal(404, "Path not registered", { code: codes.unknownMethod });
      if (exchange.method !== "POST") throw new Refusal(405, "Method not allowed", { code: codes.unknownMethod });
      checkRune(exchange, credential);
      const method = methods.get(name);
      if (method === undefined) throw new Refusal(404, `Unknown command '${name}'`, { code: codes.unknownMethod });
      method(exchange, anyFields(exchange));
    },
    refuse,
  };
}

function refuse(exchange: Exchange, { status, message, details: { code = null } }: Refusal): void {
  exchange.answerJson(status, { code, message, data: null });
}

function methodsOf(core: RailCore): ReadonlyMap<string, Method> {
  const { pay, xpay, keysend } = clnPay(core, refuse);
  const { waitAnyInvoice, ...asked } = clnNode(core);
  const waitanyinvoice: Method = (exchange, fields) =>
    waitAnyInvoice(exchange, fields, () => refuse(exchange, rpcError(codes.waitTimedOut, "Timed out")));
  // renepay differs from pay in how it finds routes.
  const waiting = { pay, renepay: pay, xpay, keysend, xkeysend: keysend, waitanyinvoice };
  const answering = Object.entries<(fields: Fields) => unknown>(asked).map(
    ([name, ask]) =>
      [name, (exchange, fields) => exchange.answerJson(201, ask(fields))] as const satisfies [string, Method],
  );
  return new Map<string, Method>([...Object.entries(waiting), ...answering]);
}

/** A rune that is missing is forbidden, and a wrong one unauthorized, as in clnrest. */
function checkRune({ headers: { rune } }: Exchange, credential: string | undefined): void {
  if (credential === undefined || rune === credential) return;
  if (rune === undefined) throw new Refusal(403, "Not authorized: Missing rune", { code: codes.missingRune });
  throw new Refusal(401, "Not authorized: Not derived from master", { code: codes.wrongRune });
}
