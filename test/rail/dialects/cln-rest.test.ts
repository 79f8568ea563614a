import { describe, expect, it, vi } from "vitest";
import { clnRest } from "../../../src/rail/dialects/cln-rest.ts";
import { patiently, type SceneOptions, sceneOf } from "./dialect-scene.ts";

/** Core Lightning with an invoice of 1,000 sats for alice. */
async function nodeWithInvoice(options: SceneOptions = {}) {
  const scene = await sceneOf(clnRest, options);
  const invoice = scene.core.payees.mint({ payee: "alice", amountMsat: 1_000_000 });
  type More = { readonly signal?: AbortSignal };
  const pay = (more: More = {}) => scene.post("/v1/pay", { bolt11: invoice.bolt11 }, more);
  const xpay = (more: More = {}) => scene.post("/v1/xpay", { invstring: invoice.bolt11 }, more);
  const listed = async () => (await scene.post("/v1/listpays", { payment_hash: invoice.paymentHash })).body.pays[0];
  return { ...scene, invoice, pay, xpay, listed };
}

const failed = (code: number, message = expect.any(String)) => ({ status: 500, body: { code, message, data: null } });

const IN_PROGRESS = failed(-3, expect.stringContaining("Unexpected injectpaymentonion error 200: "));

describe("pay", () => {
  it("answers 201 with the preimage, and what the route cost on top", async () => {
    const { pay, listed, invoice } = await nodeWithInvoice({ routingFeeMsat: () => 1_234 });
    const paid = await pay();
    expect(paid).toEqual({
      status: 201,
      body: {
        payment_preimage: invoice.preimage,
        payment_hash: invoice.paymentHash,
        status: "complete",
        amount_msat: 1_000_000,
        amount_sent_msat: 1_001_234,
        parts: 1,
        created_at: expect.any(Number),
        destination: invoice.destination,
      },
    });
    expect(await listed()).toMatchObject({
      bolt11: invoice.bolt11,
      status: "complete",
      amount_sent_msat: 1_001_234,
      preimage: invoice.preimage,
    });
  });

  it("again after it was paid, answers the same success, and pays nothing", async () => {
    const { pay, core } = await nodeWithInvoice();
    const paid = await pay();
    expect(await pay()).toEqual(paid);
    expect(core.node.settlements).toBe(1);
  });

  it("again while it is under way, waits for the first", async () => {
    const { pay, events, invoice, core } = await nodeWithInvoice({ faults: ["late-settle"] });
    const leaving = new AbortController();
    const first = pay({ signal: leaving.signal });
    await vi.waitFor(() => expect(events).toEqual(["received"]), patiently);
    const second = pay();
    await vi.waitFor(() => expect(events).toEqual(["received", "in-transition"]), patiently);
    leaving.abort();
    await expect(first).rejects.toThrow("aborted");
    expect((await second).body).toMatchObject({ status: "complete", payment_preimage: invoice.preimage });
    expect(core.node.settlements).toBe(1);
  });

  it("again after it failed, tries again", async () => {
    const { pay, events, listed } = await nodeWithInvoice({ faults: ["failure"] });
    expect(await pay()).toEqual(failed(205, "Could not find a route"));
    expect(await listed()).toMatchObject({ status: "failed", amount_sent_msat: 0 });
    expect((await pay()).status).toBe(201);
    expect(await listed()).toMatchObject({ status: "complete" });
    expect(events).toEqual(["received", "failed", "fired", "received", "settled"]);
  });

  it("stops trying after retry_for: 210 for a payment that fails, a success for one that was on its way", async () => {
    const { post, core } = await sceneOf(clnRest, { faults: ["timeout", "late-settle"] });
    const pay = () => {
      const { bolt11 } = core.payees.mint({ payee: "alice", amountMsat: 1_000 });
      return post("/v1/pay", { bolt11, retry_for: 0 });
    };
    expect(await pay()).toEqual(failed(210));
    expect((await pay()).status).toBe(201);
  });

  it("fails with 201 for an invoice that was paid with another amount", async () => {
    const { post, core } = await sceneOf(clnRest);
    const { bolt11 } = core.payees.mint({ payee: "alice", amountMsat: null });
    expect((await post("/v1/pay", { bolt11, amount_msat: "5sat" })).body.amount_msat).toBe(5_000);
    expect(await post("/v1/pay", { bolt11, amount_msat: 6_000 })).toEqual(
      failed(201, "Already succeeded with amount 5000msat (not 6000msat)"),
    );
  });

  it("fails with 207 for an invoice that has expired, unless it has paid it before", async () => {
    const { pay, post, passSeconds, core } = await nodeWithInvoice();
    const { bolt11 } = core.payees.mint({ payee: "bob", amountMsat: 1_000 });
    const paid = await pay();
    passSeconds(3_602);
    expect(await post("/v1/pay", { bolt11 })).toEqual(failed(207, "Invoice expired"));
    expect(await post("/v1/xpay", { invstring: bolt11 })).toEqual(failed(207, "Invoice expired"));
    expect(await pay()).toEqual(paid);
  });

  it.each([
    ["0.5 %", {}, 5_000, 201],
    ["0.5 %", {}, 5_001, 500],
    ["maxfee", { maxfee: 10_000 }, 10_000, 201],
    ["maxfee", { maxfee: "10sat" }, 10_001, 500],
    ["maxfeepercent", { maxfeepercent: 2 }, 20_000, 201],
    ["maxfeepercent and exemptfee", { maxfeepercent: "0.1", exemptfee: 1_000 }, 1_001, 500],
    ["exemptfee", { exemptfee: 30_000 }, 30_000, 201],
  ])("lets a route cost %s: %o and a fee of %d msat is %d", async (_what, limits, feeMsat, status) => {
    const { post, invoice } = await nodeWithInvoice({ routingFeeMsat: () => feeMsat });
    expect((await post("/v1/pay", { bolt11: invoice.bolt11, ...limits })).status).toBe(status);
  });

  it("resets the connection where the answer is to be lost", async () => {
    const { pay, listed } = await nodeWithInvoice({ faults: ["lost-answer"] });
    await expect(pay()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect((await listed()).status).toBe("complete");
  });

  it("takes a form as well, and goes by the name of renepay", async () => {
    const { postForm, invoice } = await nodeWithInvoice();
    const form = { invstring: invoice.bolt11, maxfee: "1000", label: "po_1" };
    expect((await postForm("/v1/renepay", form)).body.payment_hash).toBe(invoice.paymentHash);
  });
});

describe("xpay", () => {
  it("answers 201 with a preimage, without hash and status", async () => {
    const { xpay, invoice } = await nodeWithInvoice({ routingFeeMsat: () => 9_999 });
    expect(await xpay()).toEqual({
      status: 201,
      body: {
        payment_preimage: invoice.preimage,
        amount_msat: 1_000_000,
        amount_sent_msat: 1_009_999,
        failed_parts: 0,
        successful_parts: 1,
      },
    });
  });

  it("again after it was paid, fails with 219", async () => {
    const { xpay, core } = await nodeWithInvoice();
    await xpay();
    expect(await xpay()).toEqual(failed(219, "Already paid this invoice successfully"));
    expect(core.node.settlements).toBe(1);
  });

  it("again while it is under way, fails with -3 and the 200 in its text only", async () => {
    const { xpay, listed, core, events } = await nodeWithInvoice({ faults: ["stuck"] });
    const leaving = new AbortController();
    const first = xpay({ signal: leaving.signal });
    await vi.waitFor(() => expect(events).toEqual(["received"]), patiently);
    expect(await xpay()).toEqual(IN_PROGRESS);
    expect((await listed()).status).toBe("pending");
    leaving.abort();
    await expect(first).rejects.toThrow("aborted");
    core.node.heal();
    await vi.waitFor(async () => expect((await listed()).status).toBe("complete"), patiently);
  });

  it("again after it failed, tries again", async () => {
    const { xpay } = await nodeWithInvoice({ faults: ["failure"] });
    expect(await xpay()).toEqual(failed(205));
    expect((await xpay()).status).toBe(201);
  });

  it("stops trying after retry_for with 209", async () => {
    const { post, invoice } = await nodeWithInvoice({ faults: ["timeout"] });
    expect(await post("/v1/xpay", { invstring: invoice.bolt11, retry_for: 0 })).toEqual(failed(209));
  });

  it("lets a route cost 1 %", async () => {
    const { xpay } = await nodeWithInvoice({ routingFeeMsat: () => 10_001 });
    expect(await xpay()).toEqual(failed(205));
  });
});

describe("keysend", () => {
  it("pays the payee with this node key, again at each call", async () => {
    const { post, core } = await sceneOf(clnRest);
    const destination = core.payees.nodeKeyOf("alice");
    const send = (method: string) => post(`/v1/${method}`, { destination, amount_msat: 5_000 });
    expect((await send("keysend")).body).toMatchObject({ status: "complete", destination, amount_msat: 5_000 });
    expect((await send("xkeysend")).status).toBe(201);
    expect([...core.node.payments()].map(({ payee }) => payee)).toEqual(["alice", "alice"]);
    expect(await post("/v1/keysend", { destination: `03${"0".repeat(64)}`, amount_msat: 5_000 })).toEqual(failed(205));
  });
});

describe("what is asked for", () => {
  it.each([
    ["pay", {}, -32602, "missing required parameter: bolt11"],
    ["xpay", {}, -32602, "missing required parameter: invstring"],
    ["pay", { bolt11: "lnbc1" }, -32602, "Invalid bolt11: it could not be decoded"],
    ["keysend", { amount_msat: 1 }, -32602, "missing required parameter: destination"],
    ["invoice", { amount_msat: 1 }, -32602, "missing required parameter: label"],
    ["listpays", { status: "paid" }, -32602, "status: unknown status 'paid'"],
    ["listpays", { bolt11: "lnbc1" }, -32602, "Invalid bolt11: it could not be decoded"],
  ])("of %s with %o is refused", async (method, fields, code, message) => {
    const { post } = await sceneOf(clnRest);
    expect(await post(`/v1/${method}`, fields)).toEqual(failed(code, message));
  });

  it("is refused when the amount is missing, given twice, or none", async () => {
    const { post, core, invoice } = await nodeWithInvoice();
    const { bolt11 } = core.payees.mint({ payee: "alice", amountMsat: null });
    expect(await post("/v1/pay", { bolt11 })).toEqual(failed(-32602, "amount_msat parameter required"));
    expect(await post("/v1/pay", { bolt11: invoice.bolt11, amount_msat: 1_000_000 })).toEqual(
      failed(-32602, "amount_msat parameter unnecessary"),
    );
    expect(await post("/v1/pay", { bolt11, amount_msat: "many" })).toEqual(failed(-32602));
    expect(await post("/v1/pay", { bolt11: invoice.bolt11, maxfee: 1, maxfeepercent: 1 })).toEqual(failed(-32602));
  });

  it("needs a rune, a method that exists, and POST", async () => {
    const { post, get } = await sceneOf(clnRest, { listen: { credential: "rune" } });
    expect(await post("/v1/getinfo", {})).toMatchObject({ status: 403, body: { code: 1501 } });
    expect(await post("/v1/getinfo", {}, { headers: { rune: "other" } })).toMatchObject({
      status: 401,
      body: { code: 1502 },
    });
    const headers = { Rune: "rune" };
    expect((await post("/v1/getinfo", {}, { headers })).status).toBe(201);
    expect(await post("/v1/withdraw", {}, { headers })).toMatchObject({ status: 404, body: { code: -32601 } });
    expect((await post("/v2/pay", {}, { headers })).status).toBe(404);
    expect((await get("/v1/getinfo", { headers })).status).toBe(405);
  });
});

describe("Core Lightning answers", () => {
  it("no payment for a hash that it does not know, and payments by status", async () => {
    const { post, core } = await sceneOf(clnRest, { faults: ["failure"] });
    expect(await post("/v1/listpays", { payment_hash: "0".repeat(64) })).toEqual({ status: 201, body: { pays: [] } });
    for (const payee of ["alice", "bob"]) {
      await post("/v1/pay", { bolt11: core.payees.mint({ payee, amountMsat: 1_000 }).bolt11 });
    }
    const statuses = async (fields: object) =>
      ((await post("/v1/listpays", fields)).body.pays as { status: string }[]).map(({ status }) => status);
    expect(await statuses({})).toEqual(["failed", "complete"]);
    expect(await statuses({ status: "complete" })).toEqual(["complete"]);
    const { payments } = (await post("/v1/listsendpays", { status: "complete" })).body;
    expect(payments).toMatchObject([{ status: "complete", payment_preimage: expect.any(String) }]);
  });

  it("its balance in two ways", async () => {
    const { post, pay } = await nodeWithInvoice({ openingMsat: 5_000_000, routingFeeMsat: () => 1 });
    await pay();
    const { channels } = (await post("/v1/listfunds", {})).body;
    expect(channels).toMatchObject([{ state: "CHANNELD_NORMAL", our_amount_msat: 3_999_999 }]);
    const { accounts } = (await post("/v1/bkpr-listbalances", {})).body;
    expect(accounts[1].balances).toEqual([{ balance_msat: 3_999_999, coin_type: "bcrt" }]);
    expect((await post("/v1/getinfo", {})).body).toMatchObject({ network: "regtest", id: channels[0].peer_id });
  });

  it("invoices of its own, with a preimage that the caller may choose", async () => {
    const { post } = await sceneOf(clnRest);
    const fields = { amount_msat: 21_000, label: "d1", description: "deposit", expiry: 60, preimage: "1".repeat(64) };
    const { bolt11, payment_hash: hash } = (await post("/v1/invoice", fields)).body;
    // The SHA-256 of 32 bytes 0x11, as sha256sum computes it.
    expect(hash).toBe("02d449a31fbb267c8f352e9968a79e3e5fc95c1bbeaa502fd6454ebde5a4bedc");
    expect(await post("/v1/invoice", fields)).toEqual(failed(900, "Duplicate label"));
    expect((await post("/v1/listinvoices", { label: "d1" })).body.invoices).toMatchObject([
      { label: "d1", status: "unpaid", amount_msat: 21_000, bolt11 },
    ]);
    expect((await post("/v1/listinvoices", { payment_hash: "0".repeat(64) })).body.invoices).toEqual([]);
    expect((await post("/v1/decode", { string: bolt11 })).body).toMatchObject({
      type: "bolt11 invoice",
      valid: true,
      amount_msat: 21_000,
      description: "deposit",
      payment_hash: hash,
    });
  });

  it("nobody who waits for a payment of its invoices, until its timeout", async () => {
    const { post } = await sceneOf(clnRest);
    expect(await post("/v1/waitanyinvoice", { lastpay_index: 0, timeout: 0 })).toEqual(failed(904, "Timed out"));
  });
});
