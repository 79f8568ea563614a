import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { zbd as Client } from "@zbd/node";
import { describe, expect, it, vi } from "vitest";
import { isNearby } from "../../../src/rail/dialects/callbacks.ts";
import { zbd } from "../../../src/rail/dialects/zbd.ts";
import { afterwards, patiently, type SceneOptions, sceneOf } from "./dialect-scene.ts";

/** ZBD, and their own client for it. */
async function clientOf(options: SceneOptions = {}) {
  const scene = await sceneOf(zbd, { ...options, listen: { credential: "key", ...options.listen } });
  return { ...scene, client: new Client("key", scene.url) };
}

const toAlice = { gamertag: "alice", amount: "1000000", description: "prize" };

describe("ZBD pays a gamertag", () => {
  it("and calls it settled at once, and TRANSACTION_STATUS_COMPLETED when it is looked up", async () => {
    const { client, core } = await clientOf({ routingFeeMsat: () => 7 });
    const sent = await client.sendGamertagPayment(toAlice);
    expect(sent).toMatchObject({
      success: true,
      message: "Payment done.",
      data: { status: "settled", amount: "1000000", comment: "prize", settledAt: expect.any(String) },
    });
    const { transactionId, receiverId } = sent.data;
    expect((await client.getGamertagTransaction(String(transactionId))).data).toMatchObject({
      id: transactionId,
      receiverId,
      amount: "1000000",
      fee: "7",
      unit: "msats",
      status: "TRANSACTION_STATUS_COMPLETED",
    });
    expect(receiverId).toBe((await client.getUserIdByGamertag("alice")).data.id);
    expect((await client.getGamertagByUserId(String(receiverId))).data).toEqual({ gamertag: "alice" });
    expect([...core.node.payments()].map(({ payee }) => payee)).toEqual(["alice"]);
  });

  it("again at each call: while the first is open, after it was paid, and after it failed", async () => {
    const faults = ["stuck", "settle", "failure", "settle"] as const;
    const { client, core, events } = await clientOf({ faults, listen: { pendingAfterMs: 1 } });
    const send = () => client.sendGamertagPayment(toAlice);
    expect((await send()).data.status).toBe("pending");
    expect((await send()).data.status).toBe("settled");
    await expect(send()).rejects.toEqual({
      status: 400,
      message: "Payment failed: no route to the recipient was found.",
    });
    expect((await send()).data.status).toBe("settled");
    core.node.heal();
    await vi.waitFor(() => expect(core.node.settlements).toBe(3), patiently);
    expect(events.filter((event) => event === "received")).toHaveLength(4);
  });

  it("and leaves nothing to look up by when the answer is lost", async () => {
    const { client, core } = await clientOf({ faults: ["lost-answer"] });
    await expect(client.sendGamertagPayment(toAlice)).rejects.toThrow("fetch failed");
    expect(core.node.settlements).toBe(1);
  });

  it("and says pending when it takes long, until the look-up knows the end", async () => {
    const { client } = await clientOf({ faults: ["timeout", "late-settle"], listen: { pendingAfterMs: 1 } });
    const statusOf = async (id: unknown) => (await client.getGamertagTransaction(String(id))).data.status;
    const failing = (await client.sendGamertagPayment(toAlice)).data;
    expect(failing).toMatchObject({ status: "pending", settledAt: null });
    await vi.waitFor(async () => expect(await statusOf(failing.id)).toBe("TRANSACTION_STATUS_FAILED"), patiently);
    const settling = (await client.sendGamertagPayment(toAlice)).data;
    await vi.waitFor(async () => expect(await statusOf(settling.id)).toBe("TRANSACTION_STATUS_COMPLETED"), patiently);
  });
});

describe("ZBD pays a Lightning address", () => {
  const address = { lnAddress: "alice@localhost:8443", amount: "5000", comment: "prize", internalId: "po_1" };

  it("with another invoice at each call", async () => {
    const { client, core } = await clientOf();
    const first = await client.sendLightningAddressPayment(address);
    expect(first.data).toMatchObject({ status: "completed", amount: "5000", fee: "0", internalId: "po_1" });
    const second = await client.sendLightningAddressPayment(address);
    expect(second.data.invoice).not.toBe(first.data.invoice);
    expect(core.node.settlements).toBe(2);
  });

  it("again at each call: while the first is open, after it was paid, and after it failed", async () => {
    const faults = ["stuck", "settle", "failure", "settle"] as const;
    const { client, core } = await clientOf({ faults, listen: { pendingAfterMs: 1 } });
    const statusOf = async () => (await client.sendLightningAddressPayment(address)).data.status;
    expect(await statusOf()).toBe("processing");
    expect(await statusOf()).toBe("completed");
    await expect(statusOf()).rejects.toMatchObject({ status: 400 });
    expect(await statusOf()).toBe("completed");
    core.node.heal();
    await vi.waitFor(() => expect(core.node.settlements).toBe(3), patiently);
  });

  it("only if it is ours", async () => {
    const { client, events } = await clientOf();
    await expect(client.sendLightningAddressPayment({ ...address, lnAddress: "alice@example.com" })).rejects.toEqual({
      status: 400,
      message: "This Lightning address could not be resolved.",
    });
    expect((await client.validateLightningAddress("alice@example.com")).data.valid).toBe(false);
    expect((await client.validateLightningAddress("alice@localhost")).data).toMatchObject({
      valid: true,
      metadata: { tag: "payRequest", metadata: '[["text/identifier","alice@localhost"]]' },
    });
    expect(events).toEqual([]);
  });
});

describe("ZBD pays an invoice", () => {
  async function withInvoice(options: SceneOptions = {}) {
    const scene = await clientOf(options);
    const { bolt11 } = scene.core.payees.mint({ payee: "alice", amountMsat: 21_000 });
    // What a client leaves open, it sends as "".
    const fields = { invoice: bolt11, amount: "", description: "", internalId: "po_1", callbackUrl: "" };
    return { ...scene, fields, pay: () => scene.client.sendPayment(fields) };
  }

  it("and gives its preimage", async () => {
    const { pay, client, fields, core } = await withInvoice({ routingFeeMsat: () => 3 });
    const paid = (await pay()).data;
    const preimage = core.payees.decode(fields.invoice).preimage;
    const expected = { status: "completed", fee: "3", unit: "msats", amount: "21000", preimage, internalId: "po_1" };
    expect(paid).toMatchObject(expected);
    expect((await client.getPayment(String(paid.id))).data).toEqual(paid);
  });

  it("once: a second call is refused while the first is open, and after it was paid", async () => {
    const { pay, core, client } = await withInvoice({ faults: ["stuck"], listen: { pendingAfterMs: 1 } });
    const first = (await pay()).data;
    expect(first).toMatchObject({ status: "processing", preimage: null });
    await expect(pay()).rejects.toEqual({ status: 400, message: "This invoice is already being paid." });
    core.node.heal();
    await vi.waitFor(
      async () => expect((await client.getPayment(String(first.id))).data.status).toBe("completed"),
      patiently,
    );
    await expect(pay()).rejects.toEqual({ status: 400, message: "This invoice has already been paid." });
  });

  it("again after it failed", async () => {
    const { pay } = await withInvoice({ faults: ["failure"] });
    await expect(pay()).rejects.toMatchObject({ status: 400 });
    expect((await pay()).data.status).toBe("completed");
  });

  it("for an amount of the caller only where the invoice has none", async () => {
    const { client, fields, core } = await withInvoice();
    await expect(client.sendPayment({ ...fields, amount: "1" })).rejects.toMatchObject({ status: 400 });
    const { bolt11 } = core.payees.mint({ payee: "alice", amountMsat: null });
    await expect(client.sendPayment({ ...fields, invoice: bolt11 })).rejects.toMatchObject({ status: 400 });
    expect((await client.sendPayment({ ...fields, invoice: bolt11, amount: "5" })).data.amount).toBe("5");
  });
});

describe("ZBD pays a node key", () => {
  it("if it is one of ours", async () => {
    const { client, core } = await clientOf();
    const pubkey = core.payees.nodeKeyOf("alice");
    expect((await client.sendKeysendPayment({ amount: "9000", pubkey, metadata: "prize" })).data).toMatchObject({
      transaction: { status: "completed", amount: "9000", fee: "0", totalAmount: "9000" },
    });
    await expect(client.sendKeysendPayment({ amount: "9000", pubkey: `03${"0".repeat(64)}` })).rejects.toMatchObject({
      status: 400,
    });
    expect([...core.node.payments()].map(({ payee }) => payee)).toEqual(["alice", ""]);
  });
});

describe("ZBD calls back", () => {
  /** Somebody who takes callbacks with these statuses, the last one again and again. */
  async function receiver(...statuses: readonly number[]) {
    const bodies: unknown[] = [];
    const plan = [...statuses];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(plan.length > 1 ? (plan.shift() ?? 200) : (plan[0] ?? 200)).end();
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    afterwards(() => server.close());
    return { bodies, callbackUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/zbd` };
  }

  it.each(["reject", "pay-again"] as const)(
    "when a payment ends, whether or not anybody has waited for it (%s)",
    async (duplicates) => {
      const { bodies, callbackUrl } = await receiver(200);
      const { client } = await clientOf({ faults: ["late-settle"], duplicates, listen: { pendingAfterMs: 1 } });
      const address = { lnAddress: "alice@localhost", amount: "5000", internalId: "po_1", callbackUrl };
      const { id } = (await client.sendLightningAddressPayment(address)).data;
      await vi.waitFor(() => expect(bodies).toHaveLength(1), patiently);
      expect(bodies[0]).toMatchObject({ id, status: "completed", amount: "5000", internalId: "po_1" });
    },
  );

  it("about a failure as well, and again until it is taken", async () => {
    const { bodies, callbackUrl } = await receiver(503, 200);
    const { client } = await clientOf({ faults: ["failure"] });
    const address = { lnAddress: "alice@localhost", amount: "5000", callbackUrl };
    await expect(client.sendLightningAddressPayment(address)).rejects.toMatchObject({ status: 400 });
    await vi.waitFor(() => expect(bodies).toHaveLength(2), patiently);
    expect(bodies).toMatchObject([{ status: "failed" }, { status: "failed" }]);
  });

  it.each([
    ["event-early", 1, 1],
    ["event-duplicated", 2, null],
    ["event-delayed", 1, 0],
  ] as const)("with %s, if that is planned: %d times", async (fault, times, beforeTheAnswer) => {
    const { bodies, callbackUrl } = await receiver(200);
    const { client, events } = await clientOf({ callbackFaultOf: () => ({ fault, to: "service", forMs: 200 }) });
    await client.sendLightningAddressPayment({ lnAddress: "alice@localhost", amount: "5000", callbackUrl });
    // How many of two quick ones have arrived by now is chance.
    if (beforeTheAnswer !== null) expect(bodies).toHaveLength(beforeTheAnswer);
    await vi.waitFor(() => expect(bodies).toHaveLength(times), patiently);
    await vi.waitFor(() => expect(events.at(-1)).toBe("fired"), patiently);
  });

  it.each([
    ["http://127.0.0.1:3000/zbd", true],
    ["http://localhost/zbd", true],
    ["http://[::1]:3000/zbd", true],
    ["http://wallet:3000/zbd", true],
    ["http://host.docker.internal:3000/zbd", true],
    ["http://192.168.1.5/zbd", true],
    ["https://wallet.example.com/zbd", false],
    ["https://10.example.com/zbd", false],
    ["file:///etc/passwd", false],
    ["wallet", false],
  ])("at %s: %s", (url, expected) => {
    expect(isNearby(url)).toBe(expected);
  });
});

describe("ZBD refuses", () => {
  it("a wrong key, an id that it does not know, and an amount that is none", async () => {
    const { client, url, get, post } = await clientOf();
    await expect(new Client("other", url).getWallet()).rejects.toEqual({ status: 401, message: "Unauthorized" });
    await expect(client.getPayment("unknown")).rejects.toMatchObject({ status: 404 });
    await expect(client.getGamertagTransaction("unknown")).rejects.toMatchObject({ status: 404 });
    const headers = { apikey: "key" };
    expect((await get("/v0/nothing", { headers })).status).toBe(404);
    for (const amount of ["", "0", "-1", "1.5", "abc", null, {}]) {
      expect((await post("/v0/gamertag/send-payment", { gamertag: "alice", amount }, { headers })).status).toBe(400);
    }
  });
});

describe("ZBD answers", () => {
  it("its balance in msat, as text", async () => {
    const { client } = await clientOf({ openingMsat: 5_000_000 });
    await client.sendGamertagPayment(toAlice);
    expect((await client.getWallet()).data).toEqual({ balance: "4000000", unit: "msats" });
  });

  it("charges of its own and of others, and what is in them", async () => {
    const { client, core } = await clientOf();
    const charge = (await client.createCharge({ amount: "15000", expiresIn: 300, description: "deposit" })).data;
    expect(charge).toMatchObject({ amount: "15000", status: "pending", description: "deposit" });
    expect((await client.getCharge(String(charge.id))).data).toEqual(charge);
    const { request } = charge.invoice as { request: string };
    expect((await client.decodeCharge({ invoice: request })).data).toMatchObject({ amount: "15000" });
    const ofAlice = await client.createChargeFromLightningAddress({ lnaddress: "alice@localhost", amount: "2000" });
    const { invoice } = ofAlice.data as { invoice: { request: string } };
    expect(core.payees.decode(invoice.request).payee).toBe("alice");
    const ofBob = await client.createGamertagCharge({ gamertag: "bob", amount: "2000", internalId: "c1" });
    expect(core.payees.decode(String(ofBob.data.invoiceRequest)).payee).toBe("bob");
  });

  it("from where it calls back, and that any region is fine", async () => {
    const { client } = await clientOf();
    expect((await client.getZBDProdIps()).data).toEqual({ ips: ["127.0.0.1", "::1"] });
    expect((await client.isSupportedRegion("127.0.0.1")).data.isSupported).toBe(true);
  });
});
