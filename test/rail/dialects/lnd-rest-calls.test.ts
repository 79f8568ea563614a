import { Agent, fetch as undiciFetch } from "undici";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../src/domain/clock.ts";
import type { PaymentFaultName } from "../../../src/domain/payment-fault.ts";
import { trackPath } from "../../../src/rail/dialects/lnd-json.ts";
import { lndRest } from "../../../src/rail/dialects/lnd-rest.ts";
import { createCertificate } from "../../../src/rail/payees/certificate.ts";
import type { Invoice } from "../../../src/rail/payees/payee-book.ts";
import { paymentHashOf } from "../../../src/rail/payment-hash.ts";
import { patiently, sceneOf } from "./lnd-scene.ts";

const MACAROON = "0201036c6e64";
const SEND = "/v2/router/send";
const LEGACY = "/v1/channels/transactions";

let scene: Awaited<ReturnType<typeof sceneOf>>;
beforeAll(async () => {
  scene = await sceneOf(lndRest, {});
});
afterAll(() => scene.close());

/** The next payments meet these faults, and the rest none; what the node did before is forgotten. */
function plan(...faults: readonly PaymentFaultName[]) {
  scene.faults.splice(0, Infinity, ...faults);
  scene.events.splice(0);
  return scene;
}

/** The status, and every line of the answer. */
async function asked(path: string, body?: object, headers: Record<string, string> = {}) {
  const init = body === undefined ? { headers } : { method: "POST", body: JSON.stringify(body), headers };
  const answer = await fetch(scene.server.url + path, init);
  const lines = (await answer.text()).split("\n").filter((line) => line !== "");
  return [answer.status, ...lines.map((line): unknown => JSON.parse(line))] as const;
}

/** Sends a payment and leaves once it is held; `leave` hangs up. */
async function hold({ bolt11 }: Invoice) {
  const leaving = new AbortController();
  const body = JSON.stringify({ payment_request: bolt11, fee_limit_sat: "10", timeout_seconds: 60, cancelable: true });
  const answer = await fetch(scene.server.url + SEND, { method: "POST", body, signal: leaving.signal });
  const reader = answer.body?.getReader();
  expect(String(Buffer.from((await reader?.read())?.value ?? []))).toContain('"status":"IN_FLIGHT"');
  return () => leaving.abort();
}

const feeLimit = { fee_limit_sat: "10" };
const error = (code: number, message: string) => ({ error: { code, message, details: [] } });
const bare = (code: number, message: string) => ({ code, message, details: [] });
const base64 = (hex: string) => Buffer.from(hex, "hex").toString("base64");
const none = "0".repeat(64);

describe("an invoice, paid over REST", () => {
  it("is answered with LND's whole Payment, numbers of 64 bits as strings", async () => {
    const { mint, payees } = plan();
    const { bolt11, paymentHash, preimage, paymentSecret, destination } = mint();
    const [status, inFlight, settled] = await asked(SEND, { payment_request: bolt11, ...feeLimit });
    expect(status).toBe(200);
    const shared = {
      payment_hash: paymentHash,
      value: "1000",
      value_sat: "1000",
      value_msat: "1000500",
      payment_request: bolt11,
      fee: "1",
      fee_sat: "1",
      fee_msat: "1000",
      creation_date: expect.stringMatching(/^\d{10}$/),
      creation_time_ns: expect.stringMatching(/^\d{19}$/),
      payment_index: expect.stringMatching(/^\d+$/),
      failure_reason: "FAILURE_REASON_NONE",
      path: [],
      first_hop_custom_records: {},
    };
    expect(inFlight).toMatchObject({ result: { ...shared, status: "IN_FLIGHT", payment_preimage: none } });
    expect(settled).toEqual({
      result: { ...shared, status: "SUCCEEDED", payment_preimage: preimage, htlcs: [expect.anything()] },
    });
    expect(settled).toMatchObject({
      result: {
        htlcs: [
          {
            status: "SUCCEEDED",
            preimage: base64(preimage),
            resolve_time_ns: expect.stringMatching(/^\d{19}$/),
            route: {
              total_fees_msat: "1000",
              total_amt_msat: "1001500",
              hops: [
                { fee_msat: "1000" },
                {
                  fee_msat: "0",
                  pub_key: destination,
                  mpp_record: { payment_addr: base64(paymentSecret), total_amt_msat: "1000500" },
                },
              ],
            },
          },
        ],
      },
    });
    expect(payees.byHash(paymentHash)?.payee).toBe("alice");
    expect(await asked(`${trackPath(paymentHash)}?no_inflight_updates=true`)).toEqual([200, settled]);
  });

  it("without an amount takes it in sats or msat from the request", async () => {
    const { mint, node } = plan();
    const [sats, msat] = [mint({ amountMsat: null }), mint({ amountMsat: null })];
    const final = { ...feeLimit, no_inflight_updates: true };
    await asked(SEND, { payment_request: sats.bolt11, amt: "7", ...final });
    await asked(SEND, { payment_request: msat.bolt11, amt_msat: 7_001, ...final });
    expect([sats, msat].map(({ paymentHash }) => node.track(paymentHash)?.amountMsat)).toEqual([7_000, 7_001]);
  });

  it("fails without a route where the fee limit is 0, not sent, or too small", async () => {
    const { mint } = plan();
    for (const limit of [{}, { fee_limit_sat: 0 }, { fee_limit_msat: "999" }]) {
      const answer = await asked(SEND, { payment_request: mint().bolt11, no_inflight_updates: true, ...limit });
      expect(answer).toMatchObject([
        200,
        { result: { status: "FAILED", failure_reason: "FAILURE_REASON_NO_ROUTE", fee_msat: "0", htlcs: [] } },
      ]);
    }
  });

  it.each<[what: string, request: (open: string, closed: string) => object, message: string]>([
    ["no invoice", () => ({ payment_request: "lnbcrt1nonsense" }), "invalid"],
    [
      "an amount that is missing",
      (open) => ({ payment_request: open }),
      "amount must be specified when paying a zero amount invoice",
    ],
    [
      "an amount too many",
      (_, closed) => ({ payment_request: closed, amt: "5" }),
      "amount must not be specified when paying a non-zero amount invoice",
    ],
    [
      "a hash besides",
      (_, closed) => ({ payment_request: closed, payment_hash: "AA==" }),
      "payment_hash and payment_request cannot appear together",
    ],
    [
      "a dest besides",
      (_, closed) => ({ payment_request: closed, dest: "AA==" }),
      "dest and payment_request cannot appear together",
    ],
  ])("with %s is refused before anything is sent", async (what, request, message) => {
    const { mint, events } = plan();
    const [status, answer] = await asked(SEND, request(mint({ amountMsat: null }).bolt11, mint().bolt11));
    expect(status).toBe(500);
    if (what === "no invoice") expect(answer).toMatchObject({ error: { code: 2 } });
    else expect(answer).toEqual(error(2, message));
    expect(events).toEqual([]);
  });

  it("with two limits is refused", async () => {
    const { mint } = plan();
    const limits = { fee_limit_sat: "1", fee_limit_msat: "1000" };
    expect(await asked(SEND, { payment_request: mint().bolt11, ...limits })).toEqual([
      400,
      error(3, "fee_limit_sat and fee_limit_msat exclude each other: send one of them"),
    ]);
  });

  it("that the node made itself is no payment", async () => {
    plan();
    const [, made] = await asked("/v1/invoices", { value: "5" });
    const { payment_request } = made as { payment_request: string };
    expect(await asked(SEND, { payment_request })).toEqual([500, error(2, "self-payments not allowed")]);
    expect(await asked(SEND, { payment_request, allow_self_payment: true })).toMatchObject([
      200,
      {},
      { result: { status: "FAILED", failure_reason: "FAILURE_REASON_NO_ROUTE" } },
    ]);
  });
});

describe("a keysend over REST", () => {
  const preimage = (byte: string) => byte.repeat(32);
  const keysend = (hex: string, dest: string, records: Record<string, string> = {}) => ({
    dest: base64(dest),
    amt_msat: "2001",
    payment_hash: base64(paymentHashOf(Buffer.from(hex, "hex"))),
    dest_custom_records: { "5482373484": base64(hex), ...records },
    no_inflight_updates: true,
    ...feeLimit,
  });

  it.each<[whom: string, hex: string, key: (key: string) => string, records: Record<string, string>, payee: string]>([
    ["a payee's own node", preimage("a1"), (key) => key, {}, "bob"],
    ["an account at any node", preimage("a2"), () => `02${"7e".repeat(32)}`, { "696969": "Y2Fyb2w=" }, "carol"],
    ["a node that nobody knows", preimage("a3"), () => `02${"7e".repeat(32)}`, {}, ""],
  ])("to %s finds its payee", async (_whom, hex, key, records, payee) => {
    const { payees, node } = plan();
    await asked(SEND, keysend(hex, key(payees.nodeKeyOf("bob")), records));
    const payment = node.track(paymentHashOf(Buffer.from(hex, "hex")));
    expect(payment).toMatchObject({ payee, amountMsat: 2_001, kind: payee === "" ? "failed" : "settled" });
  });
});

describe("a second payment over REST", () => {
  it("is 409 while the first is held, and after it was paid", async () => {
    const { mint, events } = plan("late-settle");
    const invoice = mint();
    const request = { payment_request: invoice.bolt11, ...feeLimit };
    const leave = await hold(invoice);
    expect(await asked(SEND, request)).toEqual([409, error(6, "payment is in transition")]);
    expect(await asked(LEGACY, request)).toMatchObject([200, { payment_error: "payment is in transition" }]);
    leave();
    await vi.waitFor(() => expect(events).toContain("settled"), patiently);
    expect(await asked(SEND, request)).toEqual([409, error(6, "invoice is already paid")]);
    expect(await asked(LEGACY, request)).toMatchObject([200, { payment_error: "invoice is already paid" }]);
  });

  it("is a new try after the first has failed", async () => {
    const { mint } = plan("failure", "failure");
    const { bolt11, paymentHash, preimage } = mint();
    const request = { payment_request: bolt11, no_inflight_updates: true, ...feeLimit };
    expect(await asked(SEND, request)).toMatchObject([200, { result: { status: "FAILED" } }]);
    expect(await asked(LEGACY, { payment_request: bolt11 })).toMatchObject([
      200,
      { payment_error: "no_route", payment_preimage: "", payment_hash: base64(paymentHash) },
    ]);
    expect(await asked(SEND, request)).toMatchObject([
      200,
      { result: { status: "SUCCEEDED", payment_preimage: preimage } },
    ]);
  });

  it("was never sent where nobody asked", async () => {
    expect(await asked(trackPath("00".repeat(32)))).toEqual([404, error(5, "payment isn't initiated")]);
  });
});

describe("the retired call over REST", () => {
  it.each<[what: string, limit: object, feeMsat: number]>([
    ["by its default", {}, 1_000],
    ["in msat", { fee_limit: { fixed_msat: "1000" } }, 1_000],
    ["in percent", { fee_limit: { percent: 1 } }, 1_000],
  ])("pays, with its fee limited %s", async (_what, limit, feeMsat) => {
    const { mint } = plan();
    const { bolt11, paymentHash, preimage } = mint();
    expect(await asked(LEGACY, { payment_request: bolt11, ...limit })).toMatchObject([
      200,
      {
        payment_error: "",
        payment_hash: base64(paymentHash),
        payment_preimage: base64(preimage),
        payment_route: { total_fees_msat: String(feeMsat), total_amt_msat: "1001500" },
      },
    ]);
  });

  it("takes a hash and a destination in hex", async () => {
    const { payees, node } = plan();
    const hex = "b1".repeat(32);
    const hash = paymentHashOf(Buffer.from(hex, "hex"));
    await asked(LEGACY, {
      dest_string: payees.nodeKeyOf("dora"),
      payment_hash_string: hash,
      amt: 3,
      dest_custom_records: { "5482373484": base64(hex) },
    });
    expect(node.track(hash)).toMatchObject({ payee: "dora", kind: "settled" });
  });
});

describe("a held payment over REST", () => {
  it.each<[fault: PaymentFaultName, last: string]>([
    ["late-settle", "settled"],
    ["timeout", "failed"],
  ])("with %s resolves after its caller has hung up", async (fault, last) => {
    const { mint, events } = plan(fault);
    const leave = await hold(mint());
    expect(events).toEqual(["received"]);
    leave();
    await vi.waitFor(() => expect(events).toEqual(["received", "abandoned", "fired", last]), patiently);
  });

  it("is heard of by whoever follows it", async () => {
    const { mint } = plan("late-settle");
    const invoice = mint();
    const leave = await hold(invoice);
    const following = await fetch(scene.server.url + trackPath(invoice.paymentHash));
    leave();
    expect((await following.text()).match(/"status":"\w+","fee_sat/g)).toEqual([
      '"status":"IN_FLIGHT","fee_sat',
      '"status":"SUCCEEDED","fee_sat',
    ]);
  });

  it("is heard of, as all others are, by whoever follows all", async () => {
    const { mint } = plan();
    const leaving = new AbortController();
    const query = "?no_inflight_updates=true";
    const following = fetch(`${scene.server.url}/v2/router/payments${query}`, { signal: leaving.signal });
    // Its answer begins with the first payment that is sent after it has arrived.
    let hasBegun = false;
    void following.then(() => {
      hasBegun = true;
    });
    const sent: string[] = [];
    await vi.waitFor(async () => {
      const { bolt11, paymentHash } = mint();
      sent.push(paymentHash);
      await asked(SEND, { payment_request: bolt11, ...feeLimit });
      expect(hasBegun).toBe(true);
    }, patiently);
    const first = await (await following).body?.getReader().read();
    const { result } = JSON.parse(
      Buffer.from(first?.value ?? [])
        .toString()
        .split("\n")[0] ?? "",
    );
    expect(result).toMatchObject({ status: "SUCCEEDED", failure_reason: "FAILURE_REASON_NONE" });
    expect(sent).toContain(result.payment_hash);
    leaving.abort();
  });
});

describe("the other calls of LND over REST", () => {
  it("list payments by index, in pages from either end", async () => {
    const { mint, node } = plan("settle", "failure");
    for (const { bolt11 } of [mint(), mint(), mint()]) await asked(SEND, { payment_request: bolt11, ...feeLimit });
    const indexes = [...node.payments()].map(({ index }) => index).slice(-3);
    const [first = 0, failed = 0, last = 0] = indexes;
    const listed = async (query: string) => {
      const [, answer] = await asked(`/v1/payments?${query}`);
      const page = answer as {
        payments: { payment_index: string }[];
        first_index_offset: string;
        last_index_offset: string;
      };
      return [page.payments.map((each) => Number(each.payment_index)), page.first_index_offset, page.last_index_offset];
    };
    const page = (...numbers: number[]) => [numbers, String(numbers[0] ?? 0), String(numbers.at(-1) ?? 0)];
    expect(await listed(`index_offset=${first - 1}`)).toEqual(page(first, last));
    expect(await listed(`include_incomplete=true&index_offset=${first - 1}`)).toEqual(page(first, failed, last));
    expect(await listed(`include_incomplete=true&index_offset=${first - 1}&max_payments=1`)).toEqual(page(first));
    expect(await listed("include_incomplete=true&reversed=true&max_payments=2")).toEqual(page(failed, last));
    expect(await listed(`include_incomplete=true&reversed=true&index_offset=${last}&max_payments=1`)).toEqual(
      page(failed),
    );
    expect(await listed(`index_offset=${last}`)).toEqual(page());
  });

  it("decode an invoice", async () => {
    const { mint } = plan();
    const { bolt11, paymentHash, destination, createdEpochS, paymentSecret } = mint();
    expect(await asked(`/v1/payreq/${bolt11}`)).toEqual([
      200,
      {
        destination,
        payment_hash: paymentHash,
        num_satoshis: "1000",
        num_msat: "1000500",
        timestamp: String(createdEpochS),
        expiry: "3600",
        description: "a payout",
        description_hash: "",
        fallback_addr: "",
        cltv_expiry: "80",
        route_hints: [],
        blinded_paths: [],
        payment_addr: base64(paymentSecret),
        features: expect.objectContaining({ "14": { name: "payment-addr", is_required: true, is_known: true } }),
      },
    ]);
    expect(await asked("/v1/payreq/lnbcrt1nonsense")).toMatchObject([500, { code: 2, details: [] }]);
  });

  it("tell the node's state and balances", async () => {
    const { node, payees } = plan();
    expect(await asked("/v1/getinfo")).toMatchObject([
      200,
      {
        identity_pubkey: payees.nodeKeyOf(""),
        alias: "chaos-payout",
        synced_to_chain: true,
        synced_to_graph: true,
        chains: [{ chain: "bitcoin", network: "regtest" }],
      },
    ]);
    const balanceMsat = node.balanceMsat();
    expect(await asked("/v1/balance/channels")).toMatchObject([
      200,
      {
        balance: String(Math.floor(balanceMsat / 1_000)),
        local_balance: { sat: String(Math.floor(balanceMsat / 1_000)), msat: String(balanceMsat) },
        unsettled_local_balance: { sat: "0", msat: "0" },
        pending_open_balance: "0",
      },
    ]);
    expect(await asked("/v1/balance/blockchain")).toMatchObject([200, { total_balance: "0", confirmed_balance: "0" }]);
  });

  it("make, find and list invoices of the node", async () => {
    plan();
    const [, made] = await asked("/v1/invoices", { value_msat: "2500", memo: "a deposit", expiry: "60" });
    const { r_hash } = made as { r_hash: string };
    const hex = Buffer.from(r_hash, "base64").toString("hex");
    const invoice = {
      r_hash,
      memo: "a deposit",
      value: "2",
      value_msat: "2500",
      expiry: "60",
      state: "OPEN",
      settled: false,
    };
    expect(made).toMatchObject({ payment_request: expect.stringMatching(/^lnbcrt25n1/) });
    expect(await asked(`/v1/invoice/${hex}`)).toMatchObject([200, invoice]);
    expect(await asked("/v1/invoices?reversed=true&num_max_invoices=1")).toMatchObject([200, { invoices: [invoice] }]);
    expect(await asked(`/v1/invoice/${"00".repeat(32)}`)).toEqual([404, bare(5, "unable to locate invoice")]);
  });

  it("do not exist where LND has none", async () => {
    expect(await asked("/v1/nothing")).toEqual([404, bare(5, "Not Found")]);
    expect(await asked("/v1/payments", {})).toEqual([404, bare(5, "Not Found")]);
  });
});

describe("LND's REST server", () => {
  it("speaks TLS, checks the macaroon, and resets the connection of a lost answer", async () => {
    const tls = await createCertificate(systemClock);
    const secured = await sceneOf(lndRest, { tls, credential: MACAROON });
    const dispatcher = new Agent({ connect: { ca: tls.cert } });
    const ask = async (path: string, macaroon?: string, body?: object) => {
      const headers = macaroon === undefined ? {} : { "Grpc-Metadata-macaroon": macaroon };
      const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
      const answer = await undiciFetch(secured.server.url + path, { dispatcher, headers, ...sent });
      return [answer.status, await answer.json()];
    };
    expect(secured.server.url).toMatch(/^https:/);
    expect(await ask("/v1/getinfo", MACAROON.toUpperCase())).toMatchObject([200, { alias: "chaos-payout" }]);
    expect(await ask("/v1/getinfo")).toEqual([500, bare(2, "expected 1 macaroon, got 0")]);
    const mismatch = "verification failed: signature mismatch after caveat verification";
    expect(await ask("/v1/getinfo", "0201")).toEqual([500, bare(2, mismatch)]);
    const { bolt11, paymentHash } = secured.mint();
    const request = { payment_request: bolt11, ...feeLimit };
    expect(await ask(SEND, "0201", request)).toEqual([500, error(2, mismatch)]);
    expect(secured.events).toEqual([]);
    secured.faults.push("lost-answer");
    await expect(ask(SEND, MACAROON, request)).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
    expect(secured.events).toEqual(["received", "settled", "fired"]);
    expect(secured.node.track(paymentHash)).toMatchObject({ kind: "settled" });
    await dispatcher.close();
    await secured.close();
  });
});
