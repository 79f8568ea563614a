/**
 * A wallet that withdraws to Lightning addresses: Fastify, PostgreSQL and LND's REST interface. A withdrawal is accepted (202) and carried out in the
 * background; ask for it until its state is `succeeded` or `failed`.
 *
 *     POST /v1/withdrawals            idempotency-key, { account, destination, amount_msat }
 *     GET  /v1/withdrawals/:uid
 *     GET  /v1/withdrawals?account=&idempotency_key=
 *     GET  /v1/accounts/:id
 *
 * Environment: PORT, DATABASE_URL, WALLET_TOKEN, LND_REST, LND_TLS_CERT, LND_MACAROON_HEX, PAYMENT_TIMEOUT_MS, WALLET_BUG (see payer.mjs).
 */
import { createHash, timingSafeEqual } from "node:crypto";
import fastify from "fastify";
import { Ledger, Refusal } from "./ledger.mjs";
import { Lnd } from "./lnd.mjs";
import { Payer } from "./payer.mjs";

const { env } = process;
const app = fastify({ logger: { level: "warn" }, bodyLimit: 16_384 });
const ledger = new Ledger(env.DATABASE_URL);
const lnd = new Lnd({ url: env.LND_REST, macaroonHex: env.LND_MACAROON_HEX, certFile: env.LND_TLS_CERT });
const timeoutMs = Number(env.PAYMENT_TIMEOUT_MS ?? 30_000);
const payer = new Payer({ ledger, lnd, timeoutMs, bug: env.WALLET_BUG ?? "", log: app.log });

const digest = (text) => createHash("sha256").update(text).digest();
const expected = digest(`Bearer ${env.WALLET_TOKEN}`);

app.addHook("onRequest", async (request) => {
  if (request.url === "/healthz") return;
  if (!timingSafeEqual(digest(request.headers.authorization ?? ""), expected)) {
    throw new Refusal(401, "unauthorized", "the token is missing or wrong");
  }
});

app.setErrorHandler((error, request, reply) => {
  const status = error.status ?? error.statusCode ?? 500;
  if (status >= 500) request.log.error(error);
  const code = error instanceof Refusal ? error.code : status < 500 ? "invalid_request" : "internal_error";
  reply.code(status).send({ error: { code, message: status < 500 ? error.message : "something went wrong" } });
});

app.get("/healthz", async () => ({ ok: true }));

const withdrawalSchema = {
  headers: {
    type: "object",
    required: ["idempotency-key"],
    properties: { "idempotency-key": { type: "string", minLength: 1, maxLength: 200 } },
  },
  body: {
    type: "object",
    required: ["account", "destination", "amount_msat"],
    properties: {
      account: { type: "string", maxLength: 100 },
      destination: { type: "string", pattern: "^[^@\\s]+@[^@\\s/]+$", maxLength: 300 },
      amount_msat: { type: "integer", minimum: 1_000, maximum: 100_000_000_000 },
    },
  },
};

app.post("/v1/withdrawals", { schema: withdrawalSchema }, async ({ headers, body }, reply) => {
  const { account, destination, amount_msat: amountMsat } = body;
  const asked = { account, key: headers["idempotency-key"], destination, amountMsat };
  const { withdrawal, isNew } = await ledger.request(asked);
  if (isNew) payer.wake();
  reply.code(isNew ? 202 : 200);
  return { withdrawal: shown(withdrawal) };
});

app.get("/v1/withdrawals/:uid", async ({ params }) => {
  const withdrawal = /^[0-9a-f-]{36}$/.test(params.uid) ? await ledger.withdrawal(params.uid) : undefined;
  if (withdrawal === undefined) throw new Refusal(404, "withdrawal_not_found", "there is no such withdrawal");
  return { withdrawal: shown(withdrawal) };
});

const byKeySchema = {
  querystring: {
    type: "object",
    required: ["account", "idempotency_key"],
    properties: { account: { type: "string" }, idempotency_key: { type: "string" } },
  },
};

/** For a caller that has lost the answer, and with it the uid. */
app.get("/v1/withdrawals", { schema: byKeySchema }, async ({ query }) => {
  const withdrawal = await ledger.withdrawalByKey(query.account, query.idempotency_key);
  return { withdrawals: withdrawal === undefined ? [] : [shown(withdrawal)] };
});

app.get("/v1/accounts/:id", async ({ params }) => {
  const account = await ledger.account(params.id);
  if (account === undefined) throw new Refusal(404, "account_not_found", "there is no such account");
  const { id, available_msat, reserved_msat } = account;
  return { account: { id, available_msat: Number(available_msat), reserved_msat: Number(reserved_msat) } };
});

function shown({ uid, account_id, state, reason, destination, amount_msat, fee_msat, route_fee_msat, created_at }) {
  return {
    uid,
    account: account_id,
    state,
    reason,
    destination,
    amount_msat: Number(amount_msat),
    fee_msat: Number(fee_msat),
    route_fee_msat: route_fee_msat === null ? null : Number(route_fee_msat),
    created_at,
  };
}

/** A deploy: no new requests, and what has begun is ended. What is not begun waits for the next process. */
async function stop() {
  await app.close();
  await payer.stop();
  await ledger.close();
}

process.once("SIGTERM", stop);
process.once("SIGINT", stop);

await app.listen({ host: "127.0.0.1", port: Number(env.PORT ?? 3000) });
payer.start();
