import { describe, expect, it } from "vitest";
import type { StrategyName } from "../../../src/domain/strategy.ts";
import type { RailAnswer } from "../../../src/rail/port.ts";
import { runningApi } from "../running-api.ts";
import { scriptedRail } from "../scripted-rail.ts";

/** The payout in an answer. */
function dataOf({ body }: { readonly body: unknown }): Readonly<Record<string, unknown>> {
  return (body as { data: Record<string, unknown> }).data;
}

function refused(status: number, code: string, message: string) {
  return { status, body: { success: false, message, data: { error: code }, error: { code, message } } };
}

/** An API with one payout, and the two calls that label it. Until told otherwise, the node says that it is in flight. */
async function withPayout(strategy: StrategyName = "naive", answer: RailAnswer = { kind: "settled" }) {
  const rail = scriptedRail();
  rail.answer(answer);
  rail.states.push("in-flight");
  const running = await runningApi({ strategy, rail });
  const payout = dataOf(await running.pay({ internalId: "order 7/8" }));
  const id = String(payout["id"]);
  return {
    ...running,
    rail,
    payout,
    label: (status: unknown) => running.call("PATCH", `/api/v1/payouts/${id}/status`, { status }),
    expire: () => running.call("POST", `/api/v1/test/expire/${id}`),
    read: async () => dataOf(await running.call("GET", `/api/v1/payouts/${id}`)),
    entries: async () => dataOf(await running.call("GET", "/api/v1/projects/project_test_001/entries"))["entries"],
  };
}

const undecided = "This payout is pending: its status cannot be set until the node's answer has decided it";
const abandoned =
  "This payout is pending and will not be resolved: only the owner of the node can find out whether it was paid, so its status cannot be set";

describe("GET /api/v1/statuses", () => {
  it("lists every status with its meaning", async () => {
    const { call } = await runningApi();
    expect(await call("GET", "/api/v1/statuses")).toEqual({
      status: 200,
      body: {
        success: true,
        message: "Statuses found",
        data: {
          statuses: ["pending", "completed", "expired", "error"],
          descriptions: {
            pending: "Accepted, final status not yet known: it may still be paid or refunded.",
            completed: "Paid.",
            expired: "Set to expired manually, which says nothing about the money.",
            error: "Not paid as far as the API knows; after a timeout the node may still have paid.",
          },
        },
      },
    });
  });
});

describe("GET /api/v1/payouts/by-internal-id/:internalId", () => {
  it("answers the latest payout with this internalId", async () => {
    const { call, pay } = await withPayout();
    const second = dataOf(await pay({ idempotencyKey: "key_2", internalId: "order 7/8" }));
    expect(await call("GET", "/api/v1/payouts/by-internal-id/order%207%2F8")).toEqual({
      status: 200,
      body: { success: true, message: "Payout found", data: second },
    });
  });

  it("answers 404 for an internalId that no payout has", async () => {
    const { call } = await withPayout();
    expect(await call("GET", "/api/v1/payouts/by-internal-id/7")).toEqual(
      refused(404, "PAYOUT_NOT_FOUND", "No payout has the internalId 7"),
    );
  });
});

describe("PATCH /api/v1/payouts/:id/status", () => {
  it("changes the label and the time of the change, and no balance and no entry", async () => {
    const { label, payout, read, balance, entries } = await withPayout();
    const before = [await balance(), await entries()];
    const answer = await label("error");
    const labelled = { ...payout, status: "error", updatedAt: dataOf(answer)["updatedAt"] };
    expect(answer).toEqual({
      status: 200,
      body: { success: true, message: "Payout is error; no money was moved", data: labelled },
    });
    expect(await read()).toEqual(labelled);
    expect([await balance(), await entries()]).toEqual(before);
  });

  it("answers 200 for the label it has already, and changes nothing", async () => {
    const { label, payout, read } = await withPayout();
    expect((await label("completed")).status).toBe(200);
    expect(await read()).toEqual(payout);
  });

  it.each(["paid", "", 5, null, undefined])("answers 400 for the status %j", async (status) => {
    const { label, payout, read } = await withPayout();
    expect(await label(status)).toEqual(
      refused(400, "INVALID_STATUS", "status must be one of pending, completed, expired, error"),
    );
    expect(await read()).toEqual(payout);
  });

  it.each(["completed", "pending"])("answers 404 for %s on a payout that does not exist", async (status) => {
    const { call } = await runningApi();
    expect(await call("PATCH", "/api/v1/payouts/po_1/status", { status })).toEqual(
      refused(404, "PAYOUT_NOT_FOUND", "No such payout: po_1"),
    );
  });

  it.each(["tracked-saga", "outbox"] as const)("answers 409 while %s has not decided the payout", async (strategy) => {
    const { label, expire, payout, read, rail } = await withPayout(strategy, { kind: "timeout" });
    for (const status of ["completed", "error", "expired"]) {
      expect(await label(status)).toEqual(refused(409, "NOT_AVAILABLE", undecided));
    }
    expect(await expire()).toEqual(refused(409, "NOT_AVAILABLE", undecided));
    expect((await label("pending")).status).toBe(200);
    expect(await read()).toEqual(payout);
    rail.states.push("settled");
    while ((await read())["status"] === "pending") await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await label("expired")).status).toBe(200);
  });

  it("answers 409 for a parked payout, and does not say that its strategy will decide it", async () => {
    const { label, expire, payout, read, rail, store } = await withPayout("tracked-saga", { kind: "timeout" });
    rail.duplicates = "pay-again";
    rail.states.push("absent");
    while ((await store.parked()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const status of ["completed", "error", "expired"]) {
      expect(await label(status)).toEqual(refused(409, "NOT_AVAILABLE", abandoned));
    }
    expect(await expire()).toEqual(refused(409, "NOT_AVAILABLE", abandoned));
    expect((await label("pending")).status).toBe(200);
    expect(await read()).toEqual(payout);
  });

  it("makes no payout pending again", async () => {
    const { label, read } = await withPayout();
    expect(await label("pending")).toEqual(
      refused(
        409,
        "NOT_AVAILABLE",
        "This payout is completed: it cannot be set to pending, because nothing would resolve it",
      ),
    );
    expect((await read())["status"]).toBe("completed");
  });

  it.each([
    ["naive", { kind: "settled" }, "error"],
    ["naive", { kind: "timeout" }, "error"],
    ["rollback", { kind: "failed", reason: "r" }, "expired"],
    ["saga", { kind: "settled" }, "error"],
    ["saga", { kind: "failed", reason: "r" }, "completed"],
    ["saga", { kind: "timeout" }, "error"],
  ] as const)(
    "lets no retry with the same key pay again: %s, %j, then labelled %s",
    async (strategy, answer, status) => {
      const { label, pay, rail, balance } = await withPayout(strategy, answer);
      const labelled = dataOf(await label(status));
      const spent = await balance();
      expect(await pay({ internalId: "order 7/8" })).toEqual({
        status: 200,
        body: { success: true, message: "Payout already processed", data: labelled },
      });
      expect([await balance(), rail.sent.length]).toEqual([spent, 1]);
    },
  );
});

describe("POST /api/v1/test/expire/:id", () => {
  it("makes a payout expired at once, and moves no money", async () => {
    const { expire, payout, balance } = await withPayout();
    const answer = await expire();
    expect(answer).toEqual({
      status: 200,
      body: {
        success: true,
        message: "Payout is expired; no money was moved",
        data: { ...payout, status: "expired", updatedAt: dataOf(answer)["updatedAt"] },
      },
    });
    expect(await balance()).toBe(98_980);
    expect(await expire()).toEqual(answer);
  });

  it("answers 404 for a payout that does not exist", async () => {
    const { call } = await runningApi();
    expect(await call("POST", "/api/v1/test/expire/po_1")).toEqual(
      refused(404, "PAYOUT_NOT_FOUND", "No such payout: po_1"),
    );
  });
});
