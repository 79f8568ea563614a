import { describe, expect, it, vi } from "vitest";
import { lnbits } from "../../../src/rail/dialects/lnbits.ts";
import { patiently, type SceneOptions, sceneOf } from "./dialect-scene.ts";

/** LNbits with an invoice of 1,000 sats for alice. */
async function walletWithInvoice(options: SceneOptions = {}) {
  const scene = await sceneOf(lnbits, options);
  const invoice = scene.core.payees.mint({ payee: "alice", amountMsat: 1_000_000, description: "prize" });
  const pay = (more: { signal?: AbortSignal } = {}) =>
    scene.post("/api/v1/payments", { out: true, bolt11: invoice.bolt11 }, more);
  return { ...scene, invoice, pay, lookUp: () => scene.get(`/api/v1/payments/${invoice.paymentHash}`) };
}

describe("LNbits pays an invoice", () => {
  it("with 201 and the payment: msat, negative, with what the route cost", async () => {
    const { pay, invoice, core } = await walletWithInvoice({ routingFeeMsat: () => 1_234 });
    const { status, body } = await pay();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      checking_id: invoice.paymentHash,
      payment_hash: invoice.paymentHash,
      status: "success",
      amount: -1_000_000,
      fee: -1_234,
      preimage: invoice.preimage,
      bolt11: invoice.bolt11,
      memo: "prize",
    });
    expect(core.node.settlements).toBe(1);
  });

  it("and keeps what the caller noted with it", async () => {
    const { post, get, invoice } = await walletWithInvoice();
    const notes = { memo: "for alice", extra: { payout: "po_1" }, labels: ["games"], external_id: "po_1" };
    await post("/api/v1/payments", { out: true, bolt11: invoice.bolt11, ...notes });
    expect((await get(`/api/v1/payments/${invoice.paymentHash}`)).body.details).toMatchObject(notes);
  });

  it("or refuses with 520 and the status failed, and never tries that hash again", async () => {
    const { pay, lookUp, events } = await walletWithInvoice({ faults: ["failure"] });
    expect(await pay()).toEqual({
      status: 520,
      body: { detail: "Payment failed: FAILURE_REASON_NO_ROUTE", status: "failed" },
    });
    expect((await lookUp()).body).toMatchObject({ paid: false, status: "failed" });
    expect(await pay()).toEqual({
      status: 520,
      body: { detail: "Payment is failed node, retrying is not possible.", status: "failed" },
    });
    expect(events).toEqual(["received", "failed", "fired"]);
  });

  it("or refuses a route that costs more than its reserve of 1 %", async () => {
    const { pay } = await walletWithInvoice({ routingFeeMsat: () => 10_001 });
    expect(await pay()).toMatchObject({ status: 520, body: { status: "failed" } });
  });
});

describe("LNbits, when a payment takes long", () => {
  it("answers 201 with a pending payment, holds its reserve, and tells the end later", async () => {
    const { pay, lookUp, events } = await walletWithInvoice({ faults: ["late-settle"], listen: { pendingAfterMs: 5 } });
    const { status, body } = await pay();
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: "pending", amount: -1_000_000, fee: -10_000, preimage: null });
    await vi.waitFor(
      async () => expect((await lookUp()).body).toMatchObject({ paid: true, details: { status: "success" } }),
      patiently,
    );
    expect(events).toEqual(["received", "abandoned", "fired", "settled"]);
  });

  it("answers 201 with a pending payment that fails later", async () => {
    const { pay, lookUp } = await walletWithInvoice({ faults: ["timeout"], listen: { pendingAfterMs: 5 } });
    expect((await pay()).body.status).toBe("pending");
    await vi.waitFor(
      async () => expect((await lookUp()).body).toMatchObject({ paid: false, status: "failed" }),
      patiently,
    );
  });

  it("rejects a second call with 520 and the status pending", async () => {
    const { pay, lookUp, core, events } = await walletWithInvoice({ faults: ["stuck"], listen: { pendingAfterMs: 5 } });
    expect((await pay()).body.status).toBe("pending");
    expect(await pay()).toEqual({ status: 520, body: { detail: "Payment is still pending.", status: "pending" } });
    expect((await lookUp()).body).toMatchObject({ paid: false, status: "pending", preimage: null });
    core.node.heal();
    await vi.waitFor(async () => expect((await lookUp()).body.paid).toBe(true), patiently);
    expect(events).toEqual(["received", "abandoned", "fired", "in-transition", "settled"]);
  });

  it("takes a caller who hangs up for one who has left", async () => {
    const { pay, events } = await walletWithInvoice({ faults: ["late-settle"] });
    const leaving = new AbortController();
    const answer = pay({ signal: leaving.signal });
    await vi.waitFor(() => expect(events).toEqual(["received"]), patiently);
    leaving.abort();
    await expect(answer).rejects.toThrow("aborted");
    await vi.waitFor(() => expect(events).toEqual(["received", "abandoned", "fired", "settled"]), patiently);
  });
});

describe("LNbits, when the money has moved", () => {
  it("rejects a second call with 520 and the status success", async () => {
    const { pay, core } = await walletWithInvoice();
    await pay();
    expect(await pay()).toEqual({ status: 520, body: { detail: "Payment already paid.", status: "success" } });
    expect(core.node.settlements).toBe(1);
  });

  it("resets the connection where the answer is to be lost", async () => {
    const { pay, lookUp } = await walletWithInvoice({ faults: ["lost-answer"] });
    await expect(pay()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect((await lookUp()).body).toMatchObject({ paid: true, details: { status: "success" } });
  });
});

describe("LNbits refuses", () => {
  it.each([
    ["no invoice", { out: true }, 400, { detail: "Missing BOLT11 invoice" }],
    ["a broken invoice", { out: true, bolt11: "lnbc1" }, 520, { detail: "Bolt11 decoding failed.", status: "failed" }],
    [
      "an invoice of nothing",
      { out: false, amount: 0 },
      520,
      { detail: "Amountless invoices not supported.", status: "failed" },
    ],
  ])("%s", async (_what, fields, status, body) => {
    const { post } = await sceneOf(lnbits);
    expect(await post("/api/v1/payments", fields)).toEqual({ status, body });
  });

  it("an invoice without an amount, and one that has expired", async () => {
    const { post, core, events, passSeconds } = await sceneOf(lnbits);
    const pay = async (bolt11: string) => (await post("/api/v1/payments", { out: true, bolt11 })).body.detail;
    const open = core.payees.mint({ payee: "alice", amountMsat: null }).bolt11;
    expect(await pay(open)).toBe("Amountless invoices not supported.");
    const expiring = core.payees.mint({ payee: "alice", amountMsat: 1_000, expirySeconds: 60 }).bolt11;
    passSeconds(62);
    expect(await pay(expiring)).toBe("Payment failed: invoice expired");
    expect(events).toEqual([]);
  });

  it("a wrong key, a call that it does not have, and a body that is no JSON", async () => {
    const { get, call } = await sceneOf(lnbits, { listen: { credential: "adminkey" } });
    const headers = { "x-api-key": "adminkey" };
    expect(await get("/api/v1/wallet")).toEqual({ status: 401, body: { detail: "No Api Key provided." } });
    expect((await get("/api/v1/wallet", { headers: { "x-api-key": "other" } })).status).toBe(404);
    expect((await get("/api/v1/wallet", { headers })).status).toBe(200);
    expect(await get("/api/v1/users", { headers })).toEqual({ status: 404, body: { detail: "Not Found" } });
    expect((await call("POST", "/api/v1/wallet", { headers })).status).toBe(405);
    expect((await call("POST", "/api/v1/payments", { headers, body: "{" })).status).toBe(400);
  });

  it("a web page", async () => {
    const { get } = await sceneOf(lnbits);
    expect((await get("/api/v1/wallet", { headers: { origin: "https://example.com" } })).status).toBe(403);
    expect((await get("/api/v1/wallet", { headers: { host: "example.com" } })).status).toBe(403);
  });
});

describe("LNbits answers", () => {
  it("its balance in msat, less what was paid", async () => {
    const { pay, get } = await walletWithInvoice({ openingMsat: 5_000_000, routingFeeMsat: () => 1 });
    await pay();
    expect((await get("/api/v1/wallet")).body.balance).toBe(3_999_999);
  });

  it("its payments, the newest first, without those that failed", async () => {
    const { get, post, core } = await sceneOf(lnbits, { faults: ["settle", "failure", "settle"] });
    for (const payee of ["alice", "bob", "carol"]) {
      const { bolt11 } = core.payees.mint({ payee, amountMsat: 1_000, description: payee });
      await post("/api/v1/payments", { out: true, bolt11 });
    }
    const memos = async (query: string) =>
      ((await get(`/api/v1/payments${query}`)).body as { memo: string }[]).map(({ memo }) => memo).sort();
    expect(await memos("")).toEqual(["alice", "carol"]);
    expect(await memos("?status=failed")).toEqual(["bob"]);
    expect((await get("/api/v1/payments/paginated?limit=1")).body).toMatchObject({
      total: 2,
      data: [{ status: "success" }],
    });
  });

  it("404 for a payment that it does not know", async () => {
    const { get } = await sceneOf(lnbits);
    expect(await get(`/api/v1/payments/${"0".repeat(64)}`)).toEqual({
      status: 404,
      body: { detail: "Payment does not exist." },
    });
  });

  it("what is in an invoice, what its route may cost, and an invoice of its own", async () => {
    const { get, post } = await sceneOf(lnbits);
    const made = await post("/api/v1/payments", { out: false, amount: 21, memo: "deposit", expiry: 60 });
    expect(made).toMatchObject({ status: 201, body: { amount: 21_000, status: "pending", memo: "deposit" } });
    const { bolt11, payment_hash: hash } = made.body;
    expect((await post("/api/v1/payments/decode", { data: bolt11 })).body).toMatchObject({
      amount_msat: 21_000,
      payment_hash: hash,
      description: "deposit",
      expiry: 60,
    });
    expect((await get(`/api/v1/payments/fee-reserve?invoice=${bolt11}`)).body).toEqual({ fee_reserve: 2_000 });
    expect((await get(`/api/v1/payments/${hash}`)).body).toMatchObject({ paid: false, details: { amount: 21_000 } });
  });
});
