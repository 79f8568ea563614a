import { describe, expect, it } from "vitest";
import { payoutApi } from "../../src/service/payout-api.ts";
import { type Answers, call, means, paid, payout, pending, serviceOf } from "./service-of.ts";

/** What a caller learns who looks a payout up by the embedded contract. */
async function found(answer: Answers) {
  const { target, asked } = await serviceOf({ ...payoutApi, poll: null }, () => answer);
  const { outcome, reason } = (await target.lookUp?.ask(payout, "")) ?? {};
  expect(asked.map(({ line }) => line)).toEqual([
    `GET /api/v1/payouts?projectId=acc_1&idempotencyKey=${payout.idempotencyKey}&limit=1`,
  ]);
  return [outcome, reason];
}

const rows = (...payouts: readonly object[]): Answers => [200, { success: true, message: "", data: { payouts } }];
const row = (status: string, idempotencyKey = payout.idempotencyKey) => ({ id: "po_1", idempotencyKey, status });

describe("a look-up by the embedded contract", () => {
  it("finds a payout as it is listed, and says that there is none where the list is empty", async () => {
    expect(await found(rows(row("completed")))).toEqual(["paid", "none"]);
    expect(await found(rows(row("pending")))).toEqual(["pending", "none"]);
    expect(await found(rows(row("expired")))).toEqual(["refused", "payment-failed"]);
    expect(await found(rows())).toEqual(["unknown", "absent"]);
  });

  it("learns nothing from an error, from another payout, and from one that ended in an error", async () => {
    expect(await found([500, { success: false, error: { code: "INTERNAL" } }])).toEqual(["unknown", "service-error"]);
    expect(await found([404, { success: false, error: { code: "ROUTE_GONE" } }])).toEqual(["unknown", "service-error"]);
    expect(await found(rows(row("completed", "other")))).toEqual(["unknown", "service-error"]);
    expect(await found(rows(row("error")))).toEqual(["unknown", "unreadable"]);
  });
});

describe("a look-up by the poll of a service", () => {
  const lookedUp = async (line: string, status: number, body: unknown) => {
    const answer = means({ state: "state", states: { done: paid, open: pending }, own: null });
    const absent = [{ status: [{ from: 404, to: 404 }], headers: {}, body: {} }];
    const poll = { call: call(line), everyMs: 10, answer, key: null, absent };
    const { target } = await serviceOf({ poll }, () => [status, body]);
    return target.lookUp?.ask(payout, "");
  };

  it("takes a 404 of the service itself for none, and that of a gateway for nothing", async () => {
    expect(await lookedUp("GET /pay/${payout.key}", 404, { error: "unknown" })).toMatchObject({ reason: "absent" });
    expect(await lookedUp("GET /pay/${payout.key}", 404, "<html>")).toMatchObject({ reason: "gateway" });
  });

  it("cannot be asked for a payout that no answer has named", async () => {
    expect(await lookedUp("GET /pay/${payout.id}", 404, {})).toMatchObject({ outcome: "unknown", reason: "not-asked" });
  });
});
