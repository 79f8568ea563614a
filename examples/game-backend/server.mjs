/**
 * The back end of a game that pays rewards to players by their gamertags, through ZBD. The game's treasury pays, and there is no fee.
 *
 *     POST /api/rewards                       { rewardId, account, gamertag, sats } -> 200 paid, 202 not decided, 422 failed
 *     GET  /api/rewards/:id
 *     GET  /api/rewards?account=&cursor=      the oldest first
 *     GET  /api/treasury/:account
 *     GET  /api/treasury/:account/ledger?offset=&limit=
 *     POST /zbd                               ZBD tells how a payment to a Lightning address ended
 *
 * A gamertag payment has no id of ours, and its own id comes in an answer that may get lost. So a payment without an answer can neither be looked up nor sent
 * again: the reward is parked in `review`, its money stays set aside, and a person asks ZBD. For a player who gives a Lightning address instead of a gamertag,
 * ZBD takes an id of ours and calls back with it, which decides such a reward as well.
 *
 * Environment: PORT, GAME_DB, GAME_URL, ZBD_URL, ZBD_KEY, ZBD_TIMEOUT_MS, and GAME_BUG: `retry` sends again whatever got no answer, `refund` gives the money
 * back, `charge` counts it as paid, and `twice` books what ZBD calls back about without looking whether it has been booked.
 */
import { zbd as Zbd } from "@zbd/node";
import fastify from "fastify";
import { Store } from "./store.mjs";

const { env } = process;
const timeoutMs = Number(env.ZBD_TIMEOUT_MS ?? 20_000);
const bug = env.GAME_BUG ?? "";
const store = new Store(env.GAME_DB);
const zbd = new Zbd(env.ZBD_KEY, env.ZBD_URL);

// The SDK waits for ever, and takes no signal.
const { fetch } = globalThis;
globalThis.fetch = (url, options) => fetch(url, { signal: AbortSignal.timeout(timeoutMs), ...options });

/** `paid`, `failed`, `pending` with the id to ask by, or `unknown`. */
async function send(reward) {
  try {
    const { data } = await (isAddress(reward) ? sendToAddress(reward) : sendToGamertag(reward));
    return { kind: kindOf(data.status), transactionId: isAddress(reward) ? data.id : (data.transactionId ?? data.id) };
  } catch (error) {
    return { kind: isRefusal(error) ? "failed" : "unknown", reason: error.message };
  }
}

function isAddress({ gamertag }) {
  return gamertag.includes("@");
}

function sendToGamertag({ gamertag, sats }) {
  return zbd.sendGamertagPayment({ gamertag, amount: String(sats * 1000), description: "reward" });
}

function sendToAddress({ id, gamertag, sats }) {
  const callbackUrl = `${env.GAME_URL}/zbd`;
  const amount = String(sats * 1000);
  return zbd.sendLightningAddressPayment({
    lnAddress: gamertag,
    amount,
    comment: "reward",
    callbackUrl,
    internalId: id,
  });
}

function lookUp(reward, transactionId) {
  return isAddress(reward) ? zbd.getPayment(transactionId) : zbd.getGamertagTransaction(transactionId);
}

/** Three words for the same, from three calls of one API. */
function kindOf(status = "") {
  if (/^(?:settled|completed|TRANSACTION_STATUS_COMPLETED)$/.test(status)) return "paid";
  if (/^(?:failed|error|expired|TRANSACTION_STATUS_FAILED)$/.test(status)) return "failed";
  return "pending";
}

/** ZBD says what it did not do with a 4xx; a 5xx may come from anybody in between, and a payment may stand behind it. */
function isRefusal({ status }) {
  return status >= 400 && status < 500 && status !== 408;
}

async function pay(reward) {
  let sent = await send(reward);
  for (let tries = 1; bug === "retry" && sent.kind === "unknown" && tries < 3; tries += 1) sent = await send(reward);
  conclude(reward, sent);
}

function conclude(reward, { kind, reason, transactionId }) {
  if (kind === "paid") return store.decide(reward, "paid", null);
  if (kind === "failed") return store.decide(reward, "failed", reason);
  if (kind === "pending" && transactionId !== undefined) return store.follow(reward, transactionId);
  if (bug === "refund" || bug === "retry") return store.decide(reward, "failed", reason);
  if (bug === "charge") return store.decide(reward, "paid", reason);
  store.park(reward, reason ?? "ZBD gave no id");
}

/** Asks for payments that ZBD had not decided when it answered. */
async function followUp() {
  for (const reward of store.followed()) {
    try {
      const { data } = await lookUp(reward, reward.transaction_id);
      const kind = kindOf(data.status);
      if (kind !== "pending") conclude(reward, { kind, reason: data.status });
    } catch (error) {
      app.log.warn(error);
    }
  }
}

const app = fastify({ logger: { level: "error" } });

const rewardSchema = {
  body: {
    type: "object",
    required: ["rewardId", "account", "gamertag", "sats"],
    properties: {
      rewardId: { type: "string", minLength: 1, maxLength: 100 },
      account: { type: "string" },
      gamertag: { type: "string", minLength: 1, maxLength: 100 },
      sats: { type: "integer", minimum: 1, maximum: 1_000_000 },
    },
  },
};

app.post("/api/rewards", { schema: rewardSchema }, async ({ body }, reply) => {
  const { reward, refusal, isNew } = store.begin(body);
  if (refusal !== undefined) return reply.code(refusal.status).send({ error: refusal.code });
  if (isNew) await pay(reward);
  const { id } = reward;
  const shown = store.reward(id);
  return reply.code({ paid: 200, failed: 422 }[shown.status] ?? 202).send({ reward: shown });
});

app.get("/api/rewards/:id", async ({ params }, reply) => {
  const reward = store.reward(params.id);
  return reward === undefined ? reply.code(404).send({ error: "unknown_reward" }) : { reward };
});

app.get("/api/rewards", async ({ query }) => {
  const rewards = store.rewards(query.account, Number(query.cursor || 0));
  return { rewards, cursor: rewards.at(-1)?.number ?? null };
});

app.get("/api/treasury/:account", async ({ params }) => store.treasury(params.account));

app.get("/api/treasury/:account/ledger", async ({ params, query }) => ({
  entries: store.ledger(params.account, Number(query.offset ?? 0), Math.min(Number(query.limit ?? 100), 100)),
}));

/** Anybody can call this, and ZBD calls until it is answered with 2xx. So what is said is only a reason to ask, and may be said twice. */
app.post("/zbd", async ({ body }, reply) => {
  const reward = store.reward(String(body?.internalId));
  if (reward === undefined) return reply.code(404).send({ error: "unknown_reward" });
  const { data } = await lookUp(reward, String(body.id));
  if (data.internalId !== reward.id) return reply.code(400).send({ error: "wrong_reward" });
  const kind = kindOf(data.status);
  if (kind === "pending") return reply.code(503).send({ error: "not_decided" });
  if (bug === "twice") store.book(reward, kind, data.status);
  else conclude(reward, { kind, reason: data.status });
  return { heard: true };
});

app.get("/up", async () => ({ up: true }));

process.once("SIGTERM", async () => {
  clearInterval(timer);
  await app.close();
});

const timer = setInterval(followUp, 200);
// A reward of a process that died was perhaps sent, and perhaps not.
store.parkOpen("the server stopped while it was being sent");
await app.listen({ host: "127.0.0.1", port: Number(env.PORT ?? 3000) });
