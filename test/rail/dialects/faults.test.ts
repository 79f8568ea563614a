import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { PlannedLookupFault } from "../../../src/domain/lookup-fault.ts";
import type { PaymentFaultName } from "../../../src/domain/payment-fault.ts";
import { clnRest } from "../../../src/rail/dialects/cln-rest.ts";
import type { Dialect } from "../../../src/rail/dialects/dialect.ts";
import { lnbits } from "../../../src/rail/dialects/lnbits.ts";
import { lndRest } from "../../../src/rail/dialects/lnd-rest.ts";
import { phoenixd } from "../../../src/rail/dialects/phoenixd.ts";
import { zbd } from "../../../src/rail/dialects/zbd.ts";
import { type Answer, sceneOf } from "./dialect-scene.ts";

type Scene = Awaited<ReturnType<typeof sceneOf>>;

/** How one dialect pays the same invoice, looks the payment up, and lists what it knows. */
interface Client {
  readonly dialect: Dialect;
  pay(scene: Scene, bolt11: string): Promise<Answer>;
  lookUp(scene: Scene, paymentHash: string, paid: Answer): Promise<Answer>;
  list?(scene: Scene): Promise<Answer>;
  /** How many payments a list has. */
  lengthOf?(list: Answer): number;
  /** What each answer says, shortly. */
  readonly busy: readonly unknown[];
  readonly error: readonly unknown[];
  readonly absent: readonly unknown[];
  readonly inFlight: unknown;
  readonly failed: readonly unknown[];
  /** The state in the answer to a look-up. */
  stateOf(lookedUp: Answer): unknown;
}

const clients: Readonly<Record<string, Client>> = {
  "lnd-rest": {
    dialect: lndRest,
    pay: ({ post }, payment_request) =>
      post("/v2/router/send", { payment_request, timeout_seconds: 60, no_inflight_updates: true }),
    lookUp: ({ get }, paymentHash) =>
      get(`/v2/router/track/${Buffer.from(paymentHash, "hex").toString("base64url")}?no_inflight_updates=true`),
    list: ({ get }) => get("/v1/payments?include_incomplete=true"),
    lengthOf: ({ body }) => body.payments.length,
    busy: [503, { error: { code: 14, message: "server is still in the process of starting", details: [] } }],
    error: [500, { error: { code: 13, message: "internal error", details: [] } }],
    absent: [404, { error: { code: 5, message: "payment isn't initiated", details: [] } }],
    inFlight: "SUCCEEDED",
    failed: [200, expect.objectContaining({ result: expect.objectContaining({ status: "FAILED" }) })],
    stateOf: ({ body }) => body.result.status,
  },
  "cln-rest": {
    dialect: clnRest,
    pay: ({ post }, bolt11) => post("/v1/pay", { bolt11 }),
    lookUp: ({ post }, payment_hash) => post("/v1/listpays", { payment_hash }),
    list: ({ post }) => post("/v1/listsendpays", {}),
    lengthOf: ({ body }) => body.payments.length,
    busy: [503, { code: null, message: "lightningd is not ready", data: null }],
    error: [500, { code: -4, message: "Plugin terminated before replying to RPC call.", data: null }],
    absent: [201, { pays: [] }],
    inFlight: "pending",
    failed: [500, { code: 205, message: "Could not find a route", data: null }],
    stateOf: ({ body }) => body.pays[0].status,
  },
  lnbits: {
    dialect: lnbits,
    pay: ({ post }, bolt11) => post("/api/v1/payments", { out: true, bolt11 }),
    lookUp: ({ get }, paymentHash) => get(`/api/v1/payments/${paymentHash}`),
    list: ({ get }) => get("/api/v1/payments"),
    lengthOf: ({ body }) => body.length,
    busy: [429, { error: "Rate limit exceeded: 200 per 1 minute" }],
    error: [500, { detail: "Internal Server Error" }],
    absent: [404, { detail: "Payment does not exist." }],
    inFlight: "pending",
    failed: [520, { detail: "Payment failed: FAILURE_REASON_NO_ROUTE", status: "failed" }],
    stateOf: ({ body }) => body.details.status,
  },
  phoenixd: {
    dialect: phoenixd,
    pay: ({ postForm }, invoice) => postForm("/payinvoice", { invoice }),
    lookUp: ({ get }, paymentHash) => get(`/payments/outgoingbyhash/${paymentHash}`),
    list: ({ get }) => get("/payments/outgoing?all=true"),
    lengthOf: ({ body }) => body.length,
    busy: [503, "Service Unavailable"],
    error: [500, "Internal Server Error"],
    absent: [404, "Not found"],
    inFlight: [false, undefined],
    failed: [200, expect.objectContaining({ reason: expect.stringContaining("the recipient was offline") })],
    stateOf: ({ body }) => [body.isPaid, body.completedAt],
  },
  zbd: {
    dialect: zbd,
    pay: ({ post }, invoice) => post("/v0/payments", { invoice }),
    lookUp: ({ get }, _paymentHash, { body }) => get(`/v0/payments/${body.data.id}`),
    busy: [429, { success: false, message: "Too many requests, please try again later." }],
    error: [500, { success: false, message: "Internal Server Error" }],
    absent: [404, { success: false, message: "No payment with this id was found." }],
    inFlight: "processing",
    failed: [400, { success: false, message: "Payment failed: no route to the recipient was found." }],
    stateOf: ({ body }) => body.data.status,
  },
};

const names = Object.keys(clients);

function clientOf(name: string): Client {
  const client = clients[name];
  if (client === undefined) throw new Error(`no client of ${name}`);
  return client;
}

async function withFaults(
  { dialect }: Client,
  faults: readonly PaymentFaultName[],
  lookups: PlannedLookupFault[] = [],
) {
  const scene = await sceneOf(dialect, { faults, latencyMs: 0, lookupFaultsOf: () => lookups });
  const invoice = scene.core.payees.mint({ payee: "alice", amountMsat: 1_000_000, description: "a payout" });
  return { scene, invoice };
}

const brief = ({ status, body }: Answer) => [status, body];

describe.each(names)("a service that pays through %s", (name) => {
  const client = clientOf(name);

  it("is turned away twice by a busy provider, which knows nothing of it, and then pays", async () => {
    const { scene, invoice } = await withFaults(client, ["provider-busy", "provider-busy"]);
    expect(brief(await client.pay(scene, invoice.bolt11))).toEqual(client.busy);
    expect([scene.core.node.track(invoice.paymentHash), [...scene.core.node.payments()]]).toEqual([undefined, []]);
    expect(brief(await client.pay(scene, invoice.bolt11))).toEqual(client.busy);
    await client.pay(scene, invoice.bolt11);
    expect(scene.core.node.settlements).toBe(1);
  });

  it("gets an error of the provider for a payment that has settled", async () => {
    const { scene, invoice } = await withFaults(client, ["provider-error"]);
    expect(brief(await client.pay(scene, invoice.bolt11))).toEqual(client.error);
    expect(scene.core.node.settlements).toBe(1);
  });

  it("is told that a payment failed, which settles, and cannot pay it twice", async () => {
    const { scene, invoice } = await withFaults(client, ["failed-but-settles"]);
    expect(brief(await client.pay(scene, invoice.bolt11))).toEqual(client.failed);
    await client.pay(scene, invoice.bolt11);
    await expect.poll(() => scene.core.node.settlements).toBe(1);
    await client.pay(scene, invoice.bolt11);
    expect(scene.core.node.settlements).toBe(1);
  });

  const errors = [{ fault: "lookup-error", forMs: 0, attempts: 2 } as const];

  it("looks a payment up and gets an error twice, then the truth", async () => {
    const { scene, invoice } = await withFaults(client, [], errors);
    const paid = await client.pay(scene, invoice.bolt11);
    const ask = () => client.lookUp(scene, invoice.paymentHash, paid);
    expect(brief(await ask())).toEqual(client.error);
    expect(brief(await ask())).toEqual(client.error);
    expect((await ask()).status).toBeLessThan(300);
  });

  it("does not find a payment that it has made, for a while", async () => {
    const { scene, invoice } = await withFaults(client, [], [{ fault: "lookup-lag", forMs: 60_000, attempts: 1 }]);
    const paid = await client.pay(scene, invoice.bolt11);
    expect(brief(await client.lookUp(scene, invoice.paymentHash, paid))).toEqual(client.absent);
    scene.passSeconds(61);
    expect((await client.lookUp(scene, invoice.paymentHash, paid)).status).toBeLessThan(300);
  });

  it("is told that a payment is in flight after it has ended, for a while", async () => {
    // LND's look-up is a stream: it says so by not ending before that is over.
    const forMs = name === "lnd-rest" ? 20 : 60_000;
    const { scene, invoice } = await withFaults(client, [], [{ fault: "lookup-stale", forMs, attempts: 1 }]);
    const paid = await client.pay(scene, invoice.bolt11);
    const told = await client.lookUp(scene, invoice.paymentHash, paid);
    expect(client.stateOf(told)).toEqual(client.inFlight);
    scene.passSeconds(61);
    expect(client.stateOf(await client.lookUp(scene, invoice.paymentHash, paid))).not.toEqual(
      name === "lnd-rest" ? "IN_FLIGHT" : client.inFlight,
    );
  });
});

describe.each(names.filter((name) => clientOf(name).list !== undefined))("a list of %s", (name) => {
  const { list = () => Promise.reject(new Error("no list")), lengthOf = () => -1, ...client } = clientOf(name);

  it("fails once for both payments that cannot be looked up, and then has both", async () => {
    const { scene, invoice } = await withFaults(client, [], [{ fault: "lookup-error", forMs: 0, attempts: 1 }]);
    const other = scene.core.payees.mint({ payee: "bob", amountMsat: 1_000_000, description: "a payout" });
    await client.pay(scene, invoice.bolt11);
    await client.pay(scene, other.bolt11);
    expect((await list(scene)).status).toBe(500);
    expect(lengthOf(await list(scene))).toBe(2);
  });

  it("leaves out a payment that is not found", async () => {
    const { scene, invoice } = await withFaults(client, [], [{ fault: "lookup-lag", forMs: 60_000, attempts: 1 }]);
    await client.pay(scene, invoice.bolt11);
    expect(lengthOf(await list(scene))).toBe(0);
    scene.passSeconds(61);
    expect(lengthOf(await list(scene))).toBe(1);
  });
});

describe("an answer that contradicts itself", () => {
  it("has the status of success and a reason over LND, also when it is looked up", async () => {
    const client = clientOf("lnd-rest");
    const { scene, invoice } = await withFaults(client, ["contradictory"]);
    const paid = await client.pay(scene, invoice.bolt11);
    const both = { status: "SUCCEEDED", failure_reason: "FAILURE_REASON_TIMEOUT" };
    expect(paid.body.result).toMatchObject(both);
    expect((await client.lookUp(scene, invoice.paymentHash, paid)).body.result).toMatchObject(both);
  });

  it("has the status of an error and success in its body over LNbits", async () => {
    const client = clientOf("lnbits");
    const { scene, invoice } = await withFaults(client, ["contradictory"]);
    const paid = await client.pay(scene, invoice.bolt11);
    expect(brief(paid)).toEqual([520, { detail: "Payment already paid on the fundingsource.", status: "success" }]);
    const { body } = await client.lookUp(scene, invoice.paymentHash, paid);
    expect(body).toMatchObject({ paid: true });
    expect(createHash("sha256").update(Buffer.from(body.preimage, "hex")).digest("hex")).toBe(invoice.paymentHash);
  });

  it.each(["cln-rest", "phoenixd", "zbd"])("is none that %s could give", (name) => {
    expect(clientOf(name).dialect.cannot.contradictory).toMatch(/ never with both$/);
  });
});

it("ZBD and LNbits say when a busy provider may be asked again", async () => {
  for (const [name, seconds] of [
    ["zbd", "1"],
    ["lnbits", "60"],
  ] as const) {
    const client = clientOf(name);
    const { scene, invoice } = await withFaults(client, ["provider-busy"]);
    const path = name === "zbd" ? "/v0/payments" : "/api/v1/payments";
    const body = JSON.stringify({ out: true, bolt11: invoice.bolt11, invoice: invoice.bolt11 });
    const answer = await fetch(`${scene.url}${path}`, { method: "POST", body });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, seconds]);
  }
});

it("each call to a gamertag is another payment, and each takes the next fault of its payout", async () => {
  const faults = ["provider-busy", "provider-error", "failed-but-settles"] as const;
  const { post, core, events } = await sceneOf(zbd, { faults, latencyMs: 0 });
  const pay = () => post("/v0/gamertag/send-payment", { gamertag: "alice", amount: "1000", description: "" });
  const statuses = [(await pay()).status, (await pay()).status, (await pay()).status, (await pay()).status];
  expect(statuses).toEqual([429, 500, 400, 200]);
  await expect.poll(() => core.node.settlements).toBe(3);
  expect(events.filter((event) => event === "received")).toHaveLength(3);
});

it("LND's retired call tells a busy node as any call does, and never contradicts itself", async () => {
  const { post, core } = await sceneOf(lndRest, { faults: ["provider-busy", "provider-error", "contradictory"] });
  const pay = () => {
    const { bolt11 } = core.payees.mint({ payee: "alice", amountMsat: 1_000_000, description: "a payout" });
    return post("/v1/channels/transactions", { payment_request: bolt11 });
  };
  expect(brief(await pay())).toEqual([503, { code: 14, message: expect.any(String), details: [] }]);
  expect(brief(await pay())).toEqual([500, { code: 13, message: "internal error", details: [] }]);
  expect((await pay()).body).toMatchObject({ payment_error: "" });
});
