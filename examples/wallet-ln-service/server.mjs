/**
 * A wallet that pays BOLT11 invoices through LND by way of ln-service, in two steps: a quote says what it costs, and executing the quote pays.
 *
 *     POST /login                  { user, password } -> { token }
 *     POST /quotes                 x-request-id, { account, invoice } -> 201
 *     POST /quotes/:id/execute     200 where it has ended, 202 where it goes on
 *     GET  /payments/:id
 *     GET  /balances
 *
 * Amounts are BTC, as text. Environment: PORT, WALLET_DB, WALLET_PASSWORD, LND_SOCKET, LND_TLS_CERT, LND_MACAROON, PAYMENT_TIMEOUT_MS,
 * WALLET_BUG (see payments.mjs).
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { authenticatedLndGrpc, getWalletInfo, parsePaymentRequest } from "ln-service";
import { Ledger } from "./ledger.mjs";
import { Payments } from "./payments.mjs";

const { env } = process;
const { lnd } = authenticatedLndGrpc({
  cert: readFileSync(env.LND_TLS_CERT).toString("base64"),
  macaroon: env.LND_MACAROON,
  socket: env.LND_SOCKET,
});
const ledger = new Ledger(env.WALLET_DB);
const timeoutMs = Number(env.PAYMENT_TIMEOUT_MS ?? 30_000);
const payments = new Payments({ ledger, lnd, timeoutMs, bug: env.WALLET_BUG ?? "" });

/** Good until the next restart. */
const token = randomUUID();

class Refusal extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
  }
}

const routes = [
  ["GET", /^\/health$/, () => [200, { status: "up" }]],
  ["POST", /^\/login$/, login],
  ["POST", /^\/quotes$/, quote],
  ["POST", /^\/quotes\/([^/]+)\/execute$/, execute],
  ["GET", /^\/payments\/([^/]+)$/, ({ id }) => [200, { payment: shown(known(id)) }]],
  ["GET", /^\/balances$/, () => [200, { balances: ledger.balances().map(balance) }]],
];

function login({ body }) {
  if (body.user !== "payouts" || body.password !== env.WALLET_PASSWORD) throw new Refusal(403, "WRONG_PASSWORD");
  return [200, { token }];
}

function quote({ body, headers }) {
  const requestId = headers["x-request-id"];
  if (typeof requestId !== "string" || !["main", "bonus"].includes(body.account)) throw new Refusal(400, "BAD_REQUEST");
  const { id: hash, mtokens, is_expired: isExpired } = invoiceOf(body.invoice);
  if (isExpired || mtokens === undefined || Number(mtokens) % 1000 !== 0) throw new Refusal(400, "BAD_INVOICE");
  const sats = Number(mtokens) / 1000;
  const made = ledger.quoteFor({ account: body.account, requestId, invoice: body.invoice, hash, sats });
  if (made.invoice !== body.invoice) throw new Refusal(409, "REQUEST_ID_REUSED");
  return [201, { quote: { id: made.id, amount: btc(made.sats), fee: btc(made.fee) } }];
}

function invoiceOf(request) {
  try {
    return parsePaymentRequest({ request });
  } catch {
    throw new Refusal(400, "BAD_INVOICE");
  }
}

async function execute({ id }) {
  const found = known(id);
  const taken = ledger.execute(id);
  if (taken === "INSUFFICIENT_FUNDS") throw new Refusal(402, taken);
  if (taken === "INVOICE_IN_USE") throw new Refusal(409, taken);
  if (taken === "taken") await payments.pay(found);
  const payment = shown(ledger.quote(id));
  return [payment.state === "PENDING" ? 202 : 200, { payment }];
}

function known(id) {
  const found = ledger.quote(id);
  if (found === undefined) throw new Refusal(404, "NOT_FOUND");
  return found;
}

function shown({ id, account, sats, fee, state, reason }) {
  return { id, account, state, reason, amount: btc(sats), fee: btc(fee) };
}

function balance({ account, sats }) {
  return { account, currency: "BTC", available: btc(sats) };
}

function btc(sats) {
  const digits = String(Math.abs(sats)).padStart(9, "0");
  return `${sats < 0 ? "-" : ""}${digits.slice(0, -8)}.${digits.slice(-8)}`;
}

async function answer(request) {
  const { method, url, headers } = request;
  const path = url.split("?")[0];
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  const isOpen = path === "/login" || path === "/health";
  if (!isOpen && headers.authorization !== `Token ${token}`) throw new Refusal(401, "LOGIN_REQUIRED");
  for (const [verb, pattern, handle] of routes) {
    const [, id] = (verb === method && pattern.exec(path)) || [];
    if (verb === method && pattern.test(path)) return handle({ id, headers, body: bodyOf(text) });
  }
  throw new Refusal(404, "NOT_FOUND");
}

function bodyOf(text) {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw new Refusal(400, "BAD_REQUEST");
  }
}

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request).catch((error) => {
    if (error instanceof Refusal) return [error.status, { error: { code: error.message } }];
    process.stderr.write(`${error.stack}\n`);
    return [500, { error: { code: "INTERNAL" } }];
  });
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});

process.once("SIGTERM", async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.all([closed, payments.stop()]);
  process.exit();
});

// Without a node there is nothing to serve, and the first call takes longer than the others.
await getWalletInfo({ lnd });
server.listen(Number(env.PORT ?? 3000), "127.0.0.1");
