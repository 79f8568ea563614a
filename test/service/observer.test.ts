import { describe, expect, it } from "vitest";
import type { Observed } from "../../src/service/observer.ts";
import { call, json, means, paid, payout, rowsOf, serviceOf, step } from "./service-of.ts";

describe("somebody who looks on", () => {
  it("sees every call and its raw answer, with what is found in it, and no secret", async () => {
    const seen: Observed[] = [];
    const { target, url } = await serviceOf(
      {
        headers: { authorization: "Bearer ${env:TOKEN}" },
        payout: {
          steps: [step("POST /pay", json({ key: "${payout.key}" }), { capture: { hash: "hash" } })],
          answer: means({ id: "id", state: "state", code: "code", states: { done: paid } }),
        },
        poll: { call: call("GET /pay/${hash}"), everyMs: 1, key: null, absent: [], answer: means({ state: "state" }) },
        balance: {
          call: call("GET /balance"),
          available: { select: "wallet.msat", unit: null },
          held: { select: "wallet.held", unit: null },
        },
        payouts: {
          ...{ call: call("GET /payouts"), list: "rows", paging: { kind: "none" }, limit: 100, pending: null },
          row: { id: "id", key: "key", account: null, payee: null, amount: null, state: "state", states: {} },
        },
      },
      ({ line }) => {
        if (line === "POST /pay") return [201, { id: "hunter2-and-more", state: "done", hash: "h1" }];
        if (line === "GET /balance") return [200, { wallet: { msat: 5, held: 1 } }];
        return line === "GET /payouts" ? [200, { rows: [{ id: 1, key: "k", state: "done" }] }] : [404, "not here"];
      },
      { environment: { TOKEN: "hunter2-and-more" }, onExchange: (one) => seen.push(one) },
    );
    await target.send(payout);
    await target.poll?.ask(payout, "");
    await target.balance("acc_1");
    await rowsOf(target.payouts("acc_1"));
    const headers = { authorization: "REDACTED" };
    expect(seen).toEqual([
      {
        what: "payout",
        request: {
          ...{ method: "POST", url: `${url}/pay`, body: '{"key":"run_7"}' },
          headers: { ...headers, "content-type": "application/json" },
        },
        status: 201,
        body: '{"id":"REDACTED","state":"done","hash":"h1"}',
        extracted: [
          { name: "id", value: "REDACTED" },
          { name: "state", value: "done" },
          { name: "code", value: undefined },
          { name: "hash", value: "h1" },
          { name: "means", value: "paid" },
          { name: "because", value: "none" },
        ],
      },
      {
        what: "poll",
        request: { method: "GET", url: `${url}/pay/h1`, headers, body: null },
        status: 404,
        body: "not here",
        extracted: [
          { name: "state", value: undefined },
          { name: "means", value: "unknown" },
          { name: "because", value: "gateway" },
        ],
      },
      {
        what: "balance",
        request: { method: "GET", url: `${url}/balance`, headers, body: null },
        status: 200,
        body: '{"wallet":{"msat":5,"held":1}}',
        extracted: [
          { name: "available", value: 5 },
          { name: "held", value: 1 },
        ],
      },
      {
        what: "payouts",
        request: { method: "GET", url: `${url}/payouts`, headers, body: null },
        status: 200,
        body: '{"rows":[{"id":1,"key":"k","state":"done"}]}',
        extracted: [
          { name: "id", value: 1 },
          { name: "key", value: "k" },
          { name: "state", value: "done" },
        ],
      },
    ]);
  });

  it("sees a call that got no answer, and the body of an error", async () => {
    const seen: Observed[] = [];
    const { target } = await serviceOf(
      {
        payout: { steps: [step("POST /pay")], answer: means({}) },
        balance: { call: call("GET /balance"), available: { select: "msat", unit: null }, held: null },
      },
      ({ line }) => (line === "POST /pay" ? [0] : [500, "boom"]),
      { onExchange: (one) => seen.push(one) },
    );
    await target.send(payout);
    await expect(target.balance("acc_1")).rejects.toThrow("answered 500");
    expect(seen.map(({ what, status, body }) => [what, status, body])).toEqual([
      ["payout", 0, expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/)],
      ["balance", 500, "boom"],
    ]);
  });
});
