import { once } from "node:events";
import { credentials, Metadata, makeClientConstructor } from "@grpc/grpc-js";
import {
  authenticatedLndGrpc,
  createInvoice,
  decodePaymentRequest,
  getChainBalance,
  getChannelBalance,
  getFailedPayments,
  getInvoice,
  getInvoices,
  getPayment,
  getPayments,
  getPendingPayments,
  getWalletInfo,
  type Lnd,
  payViaPaymentDetails,
  payViaPaymentRequest,
  subscribeToPastPayment,
  subscribeToPayments,
} from "ln-service";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../src/domain/clock.ts";
import type { PaymentFaultName } from "../../../src/domain/payment-fault.ts";
import { lndServices } from "../../../src/rail/dialects/lnd/grpc-services.ts";
import { lndGrpc } from "../../../src/rail/dialects/lnd-grpc.ts";
import { type Certificate, createCertificate } from "../../../src/rail/payees/certificate.ts";
import { paymentHashOf } from "../../../src/rail/payment-hash.ts";
import { patiently, sceneOf } from "./lnd-scene.ts";

/** LND's gRPC interface as its most used client sees it: over TLS, with a macaroon, and with the client's own definitions of all messages. */

const MACAROON = "0201036c6e64";
const ABSENT = "00".repeat(32);

let tls: Certificate;
let scene: Awaited<ReturnType<typeof sceneOf>>;
/** One for all tests, because it reads thirteen files of definitions. */
let lnd: Lnd;

beforeAll(async () => {
  tls = await createCertificate(systemClock);
  scene = await sceneOf(lndGrpc, { tls, credential: MACAROON });
  const [cert = "", macaroon = ""] = [Buffer.from(tls.cert), Buffer.from(MACAROON, "hex")].map((each) =>
    each.toString("base64"),
  );
  lnd = authenticatedLndGrpc({ cert, macaroon, socket: `127.0.0.1:${scene.server.port}` }).lnd;
});
afterAll(() => scene.close());

/** The next payments meet these faults, and the rest none; what the node did before is forgotten. */
function plan(...faults: readonly PaymentFaultName[]) {
  scene.faults.splice(0, Infinity, ...faults);
  scene.events.splice(0);
  return scene;
}

/** Pays without waiting; the payment is held until the stream is cancelled. */
async function hold(request: string) {
  const limits = { timeout_seconds: 60, fee_limit_msat: "1000", cancelable: true };
  const stream = lnd.router.sendPaymentV2?.({ payment_request: request, ...limits });
  if (stream === undefined) return expect.unreachable("LND has this call");
  stream.on("error", () => undefined);
  const [update] = await once(stream, "data");
  expect(update).toMatchObject({ status: "IN_FLIGHT", payment_request: request });
  return stream;
}

/** What an unknown error of the client holds: the text and the code of the call. */
async function refusal(paying: Promise<unknown>) {
  const thrown = await paying.then(
    () => expect.unreachable("it must not be paid"),
    (error: [number, string, { err: { code: number; details: string } }]) => error,
  );
  return [thrown[0], thrown[1], thrown[2]?.err.code, thrown[2]?.err.details];
}

const refused = (code: number, text: string | RegExp) => [
  503,
  "UnexpectedPaymentError",
  code,
  typeof text === "string" ? text : expect.stringMatching(text),
];

describe("ln-service", () => {
  it("reads the node, its balances and an invoice", async () => {
    const { payees, mint } = plan();
    expect(await getWalletInfo({ lnd })).toMatchObject({
      alias: "chaos-payout",
      version: "0.20.0-beta",
      is_synced_to_chain: true,
      public_key: payees.nodeKeyOf(""),
    });
    expect(await getChainBalance({ lnd })).toEqual({ chain_balance: 0 });
    const { bolt11, paymentHash, paymentSecret, destination } = mint();
    expect(await decodePaymentRequest({ lnd, request: bolt11 })).toMatchObject({
      id: paymentHash,
      payment: paymentSecret,
      destination,
      description: "a payout",
      mtokens: "1000500",
      tokens: 1000,
      cltv_delta: 80,
      is_expired: false,
    });
  });

  it("pays an invoice, with its routing fee, and finds the payment afterwards", async () => {
    const { node, events, mint } = plan();
    const { bolt11, paymentHash: id, preimage: secret, destination } = mint();
    const paid = { id, secret, fee: 1, fee_mtokens: "1000", safe_fee: 1, mtokens: "1001500", tokens: 1001 };
    const balanceMsat = node.balanceMsat();
    expect(await payViaPaymentRequest({ lnd, request: bolt11 })).toMatchObject(paid);
    expect(await getPayment({ lnd, id })).toMatchObject({
      is_confirmed: true,
      is_failed: false,
      is_pending: false,
      payment: { ...paid, destination, request: bolt11 },
    });
    expect((await getPayments({ lnd, limit: 1 })).payments).toMatchObject([
      { id, secret, fee_mtokens: "1000", mtokens: "1000500", is_confirmed: true, request: bolt11 },
    ]);
    expect(await getChannelBalance({ lnd })).toMatchObject({
      channel_balance_mtokens: String(balanceMsat - 1_001_500),
      unsettled_balance: 0,
    });
    expect(events).toEqual(["received", "settled"]);
  });

  it("pays an invoice without an amount, and refuses to pay one with two", async () => {
    const { events, mint } = plan();
    const open = mint({ amountMsat: null });
    expect(await refusal(payViaPaymentRequest({ lnd, request: open.bolt11 }))).toEqual(
      refused(2, "amount must be specified when paying a zero amount invoice"),
    );
    expect(await refusal(payViaPaymentRequest({ lnd, request: mint().bolt11, tokens: 5 }))).toEqual(
      refused(2, "amount must not be specified when paying a non-zero amount invoice"),
    );
    expect(events).toEqual([]);
    expect(await payViaPaymentRequest({ lnd, request: open.bolt11, mtokens: "7001" })).toMatchObject({
      mtokens: "7008",
      secret: open.preimage,
    });
  });

  it("pays by keysend to a payee's own node, and finds no route to anybody else's", async () => {
    const { node, payees } = plan();
    const preimage = "11".repeat(32);
    const id = paymentHashOf(Buffer.from(preimage, "hex"));
    const messages = [{ type: "5482373484", value: preimage }];
    const pay = (destination: string) => payViaPaymentDetails({ lnd, destination, id, messages, tokens: 21 });
    await expect(pay(`02${"7e".repeat(32)}`)).rejects.toEqual([503, "PaymentPathfindingFailedToFindPossibleRoute"]);
    expect(await pay(payees.nodeKeyOf("bob"))).toMatchObject({ secret: preimage, mtokens: "21021" });
    expect(node.track(id)).toMatchObject({ payee: "bob", amountMsat: 21_000, kind: "settled" });
  });

  it.each<[what: string, fault: PaymentFaultName, more: Record<string, unknown>, text: string]>([
    ["fails", "failure", {}, "PaymentPathfindingFailedToFindPossibleRoute"],
    ["costs more than its limit", "settle", { max_fee_mtokens: "999" }, "PaymentPathfindingFailedToFindPossibleRoute"],
    ["may not cost anything", "settle", { max_fee: 0 }, "PaymentPathfindingFailedToFindPossibleRoute"],
    ["times out at the node", "timeout", { pathfinding_timeout: 1_000 }, "PaymentAttemptsTimedOut"],
  ])("rejects a payment that %s with 503 and its own words", async (_what, fault, more, text) => {
    const { mint } = plan(fault);
    const { bolt11, paymentHash: id } = mint();
    await expect(payViaPaymentRequest({ lnd, request: bolt11, ...more })).rejects.toEqual([503, text]);
    expect(await getPayment({ lnd, id })).toMatchObject({ is_failed: true });
    expect((await getFailedPayments({ lnd, limit: 1 })).payments).toMatchObject([{ id, is_confirmed: false }]);
  });

  it("takes a lost answer for a dropped connection, and the payment has settled", async () => {
    const { events, mint } = plan("lost-answer");
    const { bolt11, paymentHash: id } = mint();
    expect(await refusal(payViaPaymentRequest({ lnd, request: bolt11 }))).toEqual(refused(14, "Connection dropped"));
    expect(await getPayment({ lnd, id })).toMatchObject({ is_confirmed: true });
    expect(events).toEqual(["received", "settled", "fired"]);
  });

  it("is told that an invoice has expired, and nothing is sent", async () => {
    const { events, mint } = plan();
    const { bolt11, createdEpochS } = mint({ expirySeconds: 1 });
    await vi.waitFor(() => expect(systemClock.epochMs()).toBeGreaterThan(createdEpochS * 1_000 + 1_010), patiently);
    expect(await refusal(payViaPaymentRequest({ lnd, request: bolt11 }))).toEqual(
      refused(2, /^invoice expired\. Valid until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC$/),
    );
    expect(events).toEqual([]);
  });

  it("makes invoices, and looks them up", async () => {
    plan();
    const secret = "22".repeat(32);
    const expected = { id: paymentHashOf(Buffer.from(secret, "hex")), secret, mtokens: "5000", tokens: 5 };
    expect(await createInvoice({ lnd, tokens: 5, description: "a deposit", secret })).toMatchObject(expected);
    expect(await getInvoice({ lnd, id: expected.id })).toMatchObject({ ...expected, index: 1, is_confirmed: false });
    expect((await getInvoices({ lnd })).invoices).toMatchObject([expected]);
    await expect(createInvoice({ lnd, tokens: 5, secret })).rejects.toEqual([409, "InvoiceWithGivenHashAlreadyExists"]);
    expect(await refusal(getInvoice({ lnd, id: ABSENT }))).toEqual([
      503,
      "UnexpectedLookupInvoiceErr",
      5,
      "unable to locate invoice",
    ]);
  });

  it("follows all payments that are sent after it has subscribed", async () => {
    const { mint } = plan();
    const all = subscribeToPayments({ lnd });
    const followed: string[] = [];
    all.on("confirmed", ({ id }: { id: string }) => followed.push(id));
    const sent: string[] = [];
    await vi.waitFor(async () => {
      const { bolt11, paymentHash } = mint();
      sent.push(paymentHash);
      await payViaPaymentRequest({ lnd, request: bolt11 });
      expect(followed).not.toEqual([]);
    }, patiently);
    expect(sent).toEqual(expect.arrayContaining(followed));
    all.removeAllListeners();
  });
});

describe("a node that lies, or cannot say, to ln-service", () => {
  it("is unavailable while it is busy, and nothing is sent", async () => {
    const { mint, events } = plan("provider-busy");
    const paying = payViaPaymentRequest({ lnd, request: mint().bolt11 });
    const busy = "server is still in the process of starting";
    expect(await refusal(paying)).toEqual([503, "UnexpectedPaymentError", 14, busy]);
    expect(events).toEqual(["rejected", "fired"]);
  });

  it("breaks after the payment, which has settled", async () => {
    const { mint, events } = plan("provider-error");
    const paying = payViaPaymentRequest({ lnd, request: mint().bolt11 });
    expect(await refusal(paying)).toEqual([503, "UnexpectedPaymentError", 13, "internal error"]);
    expect(events).toContain("settled");
  });

  it("cannot look a payment up, once", async () => {
    const { mint, lookups } = plan();
    const { bolt11, paymentHash: id } = mint();
    await payViaPaymentRequest({ lnd, request: bolt11 });
    lookups.push({ fault: "lookup-error", forMs: 0, attempts: 1 });
    expect(await refusal(getPayment({ lnd, id }))).toEqual([503, "UnexpectedGetPaymentError", 13, "internal error"]);
    expect(await getPayment({ lnd, id })).toMatchObject({ is_confirmed: true });
    lookups.pop();
  });

  it("says that a payment failed, and tells whoever follows all payments that it settled", async () => {
    const { mint, node } = plan("failed-but-settles");
    const stream = lnd.router.trackPayments?.({ no_inflight_updates: true });
    if (stream === undefined) return expect.unreachable("LND has this call");
    const told: string[] = [];
    stream.on("error", () => undefined);
    stream.on("data", ({ status }: { status: string }) => told.push(status));
    const { bolt11, paymentHash } = mint();
    const paying = payViaPaymentRequest({ lnd, request: bolt11 });
    await expect(paying).rejects.toEqual([503, "PaymentPathfindingFailedToFindPossibleRoute"]);
    await vi.waitFor(() => expect(node.track(paymentHash)?.kind).toBe("settled"), patiently);
    await vi.waitFor(() => expect(told).toEqual(["FAILED", "SUCCEEDED"]), patiently);
    stream.cancel();
  });
});

describe("a second payment of the same invoice", () => {
  it("is in transition while the first is held, whose state can be looked up and followed", async () => {
    const { mint } = plan("late-settle");
    const { bolt11, paymentHash: id } = mint();
    const first = await hold(bolt11);
    expect(await refusal(payViaPaymentRequest({ lnd, request: bolt11 }))).toEqual(
      refused(6, "payment is in transition"),
    );
    const pending = { id, mtokens: "1001500", request: bolt11 };
    expect(await getPayment({ lnd, id })).toMatchObject({ is_pending: true, pending });
    expect((await getPendingPayments({ lnd })).payments).toMatchObject([{ id, is_confirmed: false }]);
    expect(await getChannelBalance({ lnd })).toMatchObject({ unsettled_balance_mtokens: "1001500" });
    const past = subscribeToPastPayment({ lnd, id });
    const [paying, confirmed] = [once(past, "paying"), once(past, "confirmed")];
    expect((await paying)[0]).toMatchObject(pending);
    first.cancel();
    expect((await confirmed)[0]).toMatchObject({ id, fee_mtokens: "1000" });
  });

  it("is refused, too, while a healthy one is on its way", async () => {
    const { mint } = plan();
    const { bolt11 } = mint();
    const [first, second] = await Promise.allSettled([1, 2].map(() => payViaPaymentRequest({ lnd, request: bolt11 })));
    expect(first?.status).toBe("fulfilled");
    expect(await refusal(Promise.reject(second?.status === "rejected" ? second.reason : undefined))).toEqual(
      refused(6, /^(?:payment already exists|invoice is already paid)$/),
    );
  });

  it("is already paid after the first has settled", async () => {
    const { events, mint } = plan();
    const { bolt11 } = mint();
    await payViaPaymentRequest({ lnd, request: bolt11 });
    expect(await refusal(payViaPaymentRequest({ lnd, request: bolt11 }))).toEqual(
      refused(6, "invoice is already paid"),
    );
    expect(events).toEqual(["received", "settled", "rejected"]);
  });

  it("is a new try after the first has failed", async () => {
    const { events, mint } = plan("failure");
    const { bolt11, preimage: secret, paymentHash: id } = mint();
    await expect(payViaPaymentRequest({ lnd, request: bolt11 })).rejects.toHaveLength(2);
    expect(await payViaPaymentRequest({ lnd, request: bolt11 })).toMatchObject({ secret });
    expect(await getPayment({ lnd, id })).toMatchObject({ is_confirmed: true });
    expect(events).toEqual(["received", "failed", "fired", "received", "settled"]);
  });

  it("was never sent where nobody asked", async () => {
    plan();
    await expect(getPayment({ lnd, id: ABSENT })).rejects.toEqual([404, "SentPaymentNotFound"]);
  });
});

describe("the retired SendPaymentSync", () => {
  const send = (request: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lnd.default.sendPaymentSync?.(request, (error, answer) => (error === null ? resolve(answer) : reject(error)));
    });

  it("pays, and answers every duplicate with a text", async () => {
    const { events, mint } = plan("late-settle");
    const { bolt11, preimage, paymentHash } = mint();
    const first = await hold(bolt11);
    const request = { payment_request: bolt11 };
    expect(await send(request)).toMatchObject({ payment_error: "payment is in transition" });
    first.cancel();
    await vi.waitFor(() => expect(events).toContain("settled"), patiently);
    expect(await send(request)).toMatchObject({ payment_error: "invoice is already paid", payment_route: null });
    const other = mint();
    expect(await send({ payment_request: other.bolt11, fee_limit: { fixed: 0 } })).toMatchObject({
      payment_error: "no_route",
      payment_hash: Buffer.from(other.paymentHash, "hex"),
    });
    expect(await send({ payment_request: other.bolt11 })).toMatchObject({
      payment_error: "",
      payment_preimage: Buffer.from(other.preimage, "hex"),
      payment_route: { total_fees_msat: "1000", total_amt_msat: "1001500" },
    });
    expect([paymentHash, preimage]).not.toContain(other.paymentHash);
  });

  it("fails where nothing can be sent", async () => {
    const { events } = plan();
    await expect(send({ payment_request: "lnbcrt1nonsense" })).rejects.toMatchObject({ code: 2 });
    expect(events).toEqual([]);
  });
});

describe("a held payment over gRPC", () => {
  it.each<[fault: PaymentFaultName, last: string]>([
    ["late-settle", "settled"],
    ["timeout", "failed"],
  ])("with %s resolves after its caller has cancelled the stream", async (fault, last) => {
    const { events, mint } = plan(fault);
    const stream = await hold(mint().bolt11);
    expect(events).toEqual(["received"]);
    stream.cancel();
    await vi.waitFor(() => expect(events).toEqual(["received", "abandoned", "fired", last]), patiently);
  });

  it("is left alone when another call on its connection loses its answer", async () => {
    const { events, mint } = plan("late-settle", "lost-answer");
    const held = await hold(mint().bolt11);
    await expect(payViaPaymentRequest({ lnd, request: mint().bolt11 })).rejects.toHaveLength(3);
    expect(events).toEqual(["received", "received", "settled", "fired"]);
    held.cancel();
    await vi.waitFor(() => expect(events.slice(4)).toEqual(["abandoned", "fired", "settled"]), patiently);
  });
});

describe("the server of gRPC", () => {
  /** A client of our own definitions, which costs less than ln-service. */
  const infoOf = (port: number, macaroon?: string) => {
    const [lightning] = lndServices();
    if (lightning === undefined) return expect.unreachable("there are two services");
    const client = new (makeClientConstructor(lightning, "Lightning"))(
      `127.0.0.1:${port}`,
      credentials.createInsecure(),
    );
    const metadata = new Metadata();
    if (macaroon !== undefined) metadata.set("macaroon", macaroon);
    return new Promise((resolve) => {
      client.GetInfo?.({}, metadata, (error: Error | null, answer: unknown) => resolve(error ?? answer));
    });
  };

  it("checks the macaroon, and says what is wrong in LND's words", async () => {
    const plain = await sceneOf(lndGrpc, { credential: MACAROON });
    expect(await infoOf(plain.server.port, MACAROON.toUpperCase())).toMatchObject({ alias: "chaos-payout" });
    expect(await infoOf(plain.server.port)).toMatchObject({ code: 2, details: "expected 1 macaroon, got 0" });
    expect(await infoOf(plain.server.port, "0201")).toMatchObject({
      code: 2,
      details: "verification failed: signature mismatch after caveat verification",
    });
    await plain.close();
  });

  it("rejects a port that is taken with the system's error", async () => {
    const { server, node, payees } = scene;
    const core = { node, payees, clock: systemClock };
    await expect(lndGrpc.listen(core, { port: server.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("is not taken for a caller who leaves when it closes", async () => {
    const { events, mint, server, node } = plan("stuck");
    const cut = refusal(payViaPaymentRequest({ lnd, request: mint().bolt11 }));
    await vi.waitFor(() => expect(node.inFlight).toBeGreaterThan(0), patiently);
    await server.close();
    expect((await cut)[2]).toBe(14);
    expect(events).toEqual(["received"]);
  });
});
