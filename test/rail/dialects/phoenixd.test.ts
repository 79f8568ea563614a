import { describe, expect, it, vi } from "vitest";
import { phoenixd } from "../../../src/rail/dialects/phoenixd.ts";
import { lnurlOf } from "../../../src/rail/payees/lnurl.ts";
import { patiently, type SceneOptions, sceneOf } from "./dialect-scene.ts";

const IN_PROGRESS = "another payment is in progress for that invoice";
const ALREADY_PAID = "this invoice has already been paid";
const UNREACHABLE = "the recipient was offline or did not have enough liquidity to receive the payment";

/** phoenixd with an invoice of 1,000 sats for alice. */
async function nodeWithInvoice(options: SceneOptions = {}) {
  const scene = await sceneOf(phoenixd, options);
  const invoice = scene.core.payees.mint({ payee: "alice", amountMsat: 1_000_000 });
  const pay = (more: { signal?: AbortSignal } = {}) => scene.postForm("/payinvoice", { invoice: invoice.bolt11 }, more);
  const byHash = () => scene.get(`/payments/outgoingbyhash/${invoice.paymentHash}`);
  return { ...scene, invoice, pay, byHash };
}

describe("phoenixd pays an invoice", () => {
  it("and answers 200 with the preimage, in whole sats", async () => {
    const { pay, get, byHash, invoice } = await nodeWithInvoice({ routingFeeMsat: () => 4_321 });
    const { status, body } = await pay();
    expect(status).toBe(200);
    expect(body).toEqual({
      recipientAmountSat: 1_000,
      routingFeeSat: 4,
      paymentId: expect.any(String),
      paymentHash: invoice.paymentHash,
      paymentPreimage: invoice.preimage,
    });
    const found = await get(`/payments/outgoing/${body.paymentId}`);
    expect(found.body).toMatchObject({
      paymentId: body.paymentId,
      isPaid: true,
      sent: 1_004,
      fees: 4_321,
      preimage: invoice.preimage,
      completedAt: expect.any(Number),
    });
    expect(await byHash()).toEqual(found);
  });

  it("or answers 200 with a reason, and may pay it the next time", async () => {
    const { pay, byHash, get, invoice, core } = await nodeWithInvoice({ faults: ["failure"] });
    expect(await pay()).toEqual({ status: 200, body: { paymentHash: invoice.paymentHash, reason: UNREACHABLE } });
    const failed = (await byHash()).body;
    expect(failed).toMatchObject({ isPaid: false, completedAt: expect.any(Number) });
    expect(failed).not.toHaveProperty("preimage");
    const { paymentId } = (await pay()).body;
    expect(paymentId).not.toBe(failed.paymentId);
    expect((await byHash()).body).toMatchObject({ isPaid: true, paymentId });
    expect((await get("/payments/outgoing")).body).toHaveLength(1);
    expect((await get("/payments/outgoing?all=true")).body).toMatchObject([{ isPaid: true }, { isPaid: false }]);
    expect(core.node.settlements).toBe(1);
  });

  it("and waits for the end: who hangs up has left", async () => {
    const { pay, byHash, events } = await nodeWithInvoice({ faults: ["late-settle"] });
    const leaving = new AbortController();
    const answer = pay({ signal: leaving.signal });
    await vi.waitFor(() => expect(events).toEqual(["received"]), patiently);
    const pending = (await byHash()).body;
    expect(pending.isPaid).toBe(false);
    expect(pending).not.toHaveProperty("completedAt");
    leaving.abort();
    await expect(answer).rejects.toThrow("aborted");
    await vi.waitFor(async () => expect((await byHash()).body.isPaid).toBe(true), patiently);
    expect(events).toEqual(["received", "abandoned", "fired", "settled"]);
  });

  it.each([
    ["timeout", { reason: "payment attempts exhausted without success" }],
    ["late-settle", { recipientAmountSat: 1_000 }],
  ] as const)("and answers whoever waits when the node has tried for a minute: %s", async (fault, expected) => {
    const { pay, core } = await nodeWithInvoice({ faults: [fault] });
    const inTime = core.node.pay.bind(core.node);
    // A minute is a millisecond here.
    vi.spyOn(core.node, "pay").mockImplementation((payment, caller, { timeoutMs = 0, ...options } = {}) =>
      inTime(payment, caller, { ...options, timeoutMs: timeoutMs / 60_000 }),
    );
    expect(await pay()).toMatchObject({ status: 200, body: expected });
  });

  it("and learns its end on a node that pays at every call as well", async () => {
    const { pay, byHash, events } = await nodeWithInvoice({ faults: ["late-settle"], duplicates: "pay-again" });
    const leaving = new AbortController();
    const answer = pay({ signal: leaving.signal });
    await vi.waitFor(() => expect(events).toEqual(["received"]), patiently);
    leaving.abort();
    await expect(answer).rejects.toThrow("aborted");
    await vi.waitFor(async () => expect((await byHash()).body.isPaid).toBe(true), patiently);
  });

  it("once: a second call is answered 200 with a reason, while the first is open and after it was paid", async () => {
    const { pay, core, invoice, events, byHash } = await nodeWithInvoice({ faults: ["stuck"] });
    const leaving = new AbortController();
    const first = pay({ signal: leaving.signal });
    await vi.waitFor(() => expect(events).toEqual(["received"]), patiently);
    const refused = (reason: string) => ({ status: 200, body: { paymentHash: invoice.paymentHash, reason } });
    expect(await pay()).toEqual(refused(IN_PROGRESS));
    leaving.abort();
    await expect(first).rejects.toThrow("aborted");
    core.node.heal();
    await vi.waitFor(async () => expect((await byHash()).body.isPaid).toBe(true), patiently);
    expect(await pay()).toEqual(refused(ALREADY_PAID));
    expect(core.node.settlements).toBe(1);
  });

  it("and resets the connection where the answer is to be lost", async () => {
    const { pay, byHash } = await nodeWithInvoice({ faults: ["lost-answer"] });
    await expect(pay()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect((await byHash()).body.isPaid).toBe(true);
  });

  it("with the caller's amount where it has none, and never with less than it asks for", async () => {
    const { postForm, core } = await sceneOf(phoenixd);
    const open = core.payees.mint({ payee: "alice", amountMsat: null }).bolt11;
    expect(await postForm("/payinvoice", { invoice: open })).toEqual({
      status: 400,
      body: "Request parameter amountSat is missing",
    });
    expect((await postForm("/payinvoice", { invoice: open, amountSat: "5" })).body.recipientAmountSat).toBe(5);
    const fixed = core.payees.mint({ payee: "alice", amountMsat: 2_000 }).bolt11;
    expect((await postForm("/payinvoice", { invoice: fixed, amountSat: "1" })).body.reason).toBe(
      "an unknown error occurred",
    );
    expect((await postForm("/payinvoice", { invoice: fixed, amountSat: "3" })).body.recipientAmountSat).toBe(3);
  });

  it("not when it has expired", async () => {
    const { postForm, core, events, passSeconds } = await sceneOf(phoenixd);
    const { bolt11 } = core.payees.mint({ payee: "alice", amountMsat: 1_000, expirySeconds: 60 });
    passSeconds(62);
    expect((await postForm("/payinvoice", { invoice: bolt11 })).body).toHaveProperty("reason");
    expect(events).toEqual([]);
  });
});

describe("phoenixd pays a Lightning address", () => {
  it("with another invoice at each call, and only if it is ours", async () => {
    const { postForm, core } = await sceneOf(phoenixd);
    const pay = (address: string) => postForm("/paylnaddress", { address, amountSat: "7", message: "prize" });
    expect((await pay("alice@localhost")).body.recipientAmountSat).toBe(7);
    expect((await pay("alice@localhost")).body.recipientAmountSat).toBe(7);
    expect(core.node.settlements).toBe(2);
    const elsewhere = await pay("alice@example.com");
    expect(elsewhere.status).toBe(500);
    expect(elsewhere.body).toMatch(/^cannot resolve address: /);
  });
});

describe("phoenixd pays an LNURL", () => {
  it("only if it is ours", async () => {
    const { postForm, core } = await sceneOf(phoenixd);
    const pay = (url: string) => postForm("/lnurlpay", { lnurl: lnurlOf(url), amountSat: "7" });
    expect((await pay("https://127.0.0.1:8443/.well-known/lnurlp/alice")).body.recipientAmountSat).toBe(7);
    expect([...core.node.payments()].map(({ payee }) => payee)).toEqual(["alice"]);
    expect((await pay("https://example.com/.well-known/lnurlp/alice")).status).toBe(400);
    expect((await postForm("/lnurlpay", { lnurl: "lnurl1broken" })).status).toBe(400);
  });
});

describe("phoenixd refuses", () => {
  it("with text: a wrong password, a wrong method, an unknown endpoint, and parameters that it cannot read", async () => {
    const { get, postForm, core } = await sceneOf(phoenixd, { listen: { credential: "secret" } });
    const basic = (user: string) => `Basic ${Buffer.from(user).toString("base64")}`;
    const headers = { authorization: basic(":secret") };
    expect((await get("/getinfo")).status).toBe(401);
    expect((await get("/getinfo", { headers: { authorization: basic("phoenix:wrong") } })).status).toBe(401);
    expect((await get("/getinfo", { headers: { authorization: basic("phoenix:secret") } })).status).toBe(200);
    expect(await get("/payinvoice", { headers })).toEqual({
      status: 405,
      body: "Invalid http method (use the correct GET/POST)",
    });
    expect(await get("/pay", { headers })).toEqual({ status: 404, body: "Unknown endpoint (check api doc)" });
    const invoice = core.payees.mint({ payee: "alice", amountMsat: 1_000 }).bolt11;
    const textOf = async (path: string, form: Record<string, string>) => (await postForm(path, form, { headers })).body;
    expect(await textOf("/payinvoice", {})).toBe("Request parameter invoice is missing");
    expect(await textOf("/payinvoice", { invoice: "lnbc1" })).toBe(
      "Request parameter invoice couldn't be parsed/converted to bolt11invoice",
    );
    expect(await textOf("/payinvoice", { invoice, amountSat: "many" })).toBe(
      "Request parameter amountSat couldn't be parsed/converted to integer",
    );
    expect((await postForm("/payoffer", { offer: "lno1" }, { headers })).status).toBe(400);
  });

  it("with 404 and Not found what it has never sent", async () => {
    const { get } = await sceneOf(phoenixd);
    const unknown = { status: 404, body: "Not found" };
    expect(await get("/payments/outgoing/00000000-0000-4000-8000-000000000000")).toEqual(unknown);
    expect(await get(`/payments/outgoingbyhash/${"0".repeat(64)}`)).toEqual(unknown);
    expect(await get(`/payments/incoming/${"0".repeat(64)}`)).toEqual(unknown);
  });
});

describe("phoenixd answers", () => {
  it("its balance in sats, and its one channel", async () => {
    const { get, pay } = await nodeWithInvoice({ openingMsat: 5_000_999 });
    await pay();
    expect((await get("/getbalance")).body).toEqual({ balanceSat: 4_000, feeCreditSat: 0 });
    expect((await get("/getinfo")).body).toMatchObject({ chain: "regtest", channels: [{ balanceSat: 4_000 }] });
  });

  it("an invoice of its own, which nobody has paid", async () => {
    const { postForm, get } = await sceneOf(phoenixd);
    const form = { description: "deposit", amountSat: "21", expirySeconds: "60", externalId: "d1" };
    const made = (await postForm("/createinvoice", form)).body;
    expect(made).toMatchObject({ amountSat: 21, serialized: expect.stringMatching(/^lnbcrt/) });
    expect((await postForm("/decodeinvoice", { invoice: made.serialized })).body).toMatchObject({
      amount: 21_000,
      description: "deposit",
      paymentHash: made.paymentHash,
    });
    expect((await get(`/payments/incoming/${made.paymentHash}`)).body).toMatchObject({
      isPaid: false,
      isExpired: false,
      externalId: "d1",
      requestedSat: 21,
      receivedSat: 0,
    });
    expect((await postForm("/createinvoice", { amountSat: "21" })).status).toBe(400);
    expect((await postForm("/createinvoice", { description: "x".repeat(129) })).status).toBe(400);
  });
});
