import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { runningApi } from "./running-api.ts";

/** An error as every caller sees it. */
function refused(status: number, code: string, message: string, data: object = {}) {
  return { status, body: { success: false, message, data: { ...data, error: code }, error: { code, message } } };
}

function found(message: string, data: unknown) {
  return { status: 200, body: { success: true, message, data } };
}

/** What every payout of these tests says of itself; its id follows from its key. */
const payoutData = {
  id: "po_80026c557abc5a2a0a9f",
  status: "completed",
  gamertag: "alice",
  amount: 1000,
  fee: 20,
  totalCost: 1020,
  projectId: "project_test_001",
  idempotencyKey: "key_1",
  internalId: null,
  description: null,
  callbackUrl: null,
  expiresIn: null,
  expiresAt: null,
  createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
};

describe("POST /api/v1/payouts answers", () => {
  it("201 for a payout that is completed", async () => {
    const { pay } = await runningApi();
    expect(await pay()).toEqual({
      status: 201,
      body: { success: true, message: "Payout completed", data: payoutData },
    });
  });

  it("201 with everything that was optional, and the moment the payout expires", async () => {
    const { pay } = await runningApi();
    const { status, body } = await pay({
      internalId: "i",
      description: "d".repeat(144),
      callbackUrl: "https://example.org/hook",
      expiresIn: 60,
    });
    const { data } = body as { data: { createdAt: string; expiresAt: string } };
    expect(status).toBe(201);
    expect(data).toEqual({
      ...payoutData,
      internalId: "i",
      description: "d".repeat(144),
      callbackUrl: "https://example.org/hook",
      expiresIn: 60,
      expiresAt: new Date(Date.parse(data.createdAt) + 60_000).toISOString(),
    });
  });

  it.each([
    [1, 1],
    [50, 1],
    [51, 2],
    [97_000, 1_940],
    [100_000, 2_000],
  ])("201 for %i sats, at a fee of %i", async (amount, fee) => {
    const { pay, balance } = await runningApi({
      projects: [{ projectId: "project_test_001", balanceMsat: 200_000_000 }],
    });
    expect(await pay({ amount })).toMatchObject({
      status: 201,
      body: { data: { amount, fee, totalCost: amount + fee } },
    });
    expect(await balance()).toBe(200_000 - amount - fee);
  });

  it("200 for a key that was paid already, with the payout it paid", async () => {
    const { pay, balance } = await runningApi();
    const first = await pay();
    const again = await pay();
    expect(again).toEqual(found("Payout already processed", (first.body as { data: unknown }).data));
    expect(await balance()).toBe(98_980);
  });

  it("402 for more than the balance of the project", async () => {
    const { pay } = await runningApi({ projects: [{ projectId: "project_test_001", balanceMsat: 1_019_000 }] });
    expect(await pay()).toEqual(
      refused(
        402,
        "INSUFFICIENT_BALANCE",
        "Insufficient balance: the payout costs 1020 sats (1000 plus a fee of 20), and the project has 1019",
        { requiredAmount: 1_000, fee: 20, totalCost: 1_020, currentBalance: 1_019 },
      ),
    );
  });

  it("404 for an unknown project", async () => {
    const { pay } = await runningApi();
    expect(await pay({ projectId: "x" })).toEqual(refused(404, "PROJECT_NOT_FOUND", "No such project"));
  });

  it("409 for a key that is being paid, where it is claimed first", async () => {
    const { pay, rail } = await runningApi({ strategy: "tracked-saga" });
    const end = rail.hold("alice");
    const first = pay();
    while (rail.sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await pay()).toEqual(
      refused(409, "PAYOUT_IN_PROGRESS", "A payout with this idempotencyKey is still in progress", {
        id: payoutData.id,
      }),
    );
    end({ kind: "settled" });
    expect((await first).status).toBe(201);
  });

  it("422 for a key that was paid with another body", async () => {
    const { pay } = await runningApi();
    await pay();
    expect(await pay({ amount: 1001 })).toEqual(
      refused(422, "IDEMPOTENCY_KEY_REUSED", "This idempotencyKey was already used with a different body", {
        id: payoutData.id,
      }),
    );
  });

  it("502 for a payment that failed, with the payout", async () => {
    const { pay, rail } = await runningApi();
    rail.answer({ kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" });
    expect(await pay()).toEqual(
      refused(502, "PAYMENT_FAILED", "Payment failed: FAILURE_REASON_NO_ROUTE", { ...payoutData, status: "error" }),
    );
  });

  it.each([
    [{ kind: "already-paid" } as const, "Payment failed: invoice is already paid"],
    [{ kind: "in-transition" } as const, "Payment failed: payment is in transition"],
  ])("502 for what it takes for a failure: %j", async (answer, message) => {
    const { pay, rail } = await runningApi();
    rail.answer(answer);
    expect(await pay()).toEqual(refused(502, "PAYMENT_FAILED", message, { ...payoutData, status: "error" }));
  });

  it.each([
    [{ kind: "timeout" } as const, "Payment timed out: the node did not answer in time"],
    [
      { kind: "broken", reason: "ECONNRESET" } as const,
      "Payment timed out: the connection to the node broke (ECONNRESET)",
    ],
  ])("504 when the node does not answer: %j", async (answer, message) => {
    const { pay, rail } = await runningApi();
    rail.answer(answer);
    expect(await pay()).toEqual(refused(504, "PAYMENT_TIMEOUT", message, { ...payoutData, status: "error" }));
  });

  it("500 for a bug, without its stack", async () => {
    const { pay, store, bugs } = await runningApi();
    const bug = new Error("a secret of the house");
    Object.assign(store, { charge: () => Promise.reject(bug) });
    expect(await pay()).toEqual(refused(500, "INTERNAL_ERROR", "Internal error"));
    expect(bugs).toEqual([bug]);
  });
});

const wrongCallback = "callbackUrl must be an http or https URL of at most 2,048 characters";
const nothing = { gamertag: undefined, amount: null, projectId: undefined };
const wrongAmount = "amount must be a number of sats from 0.001 to 100,000, with at most three decimals";

describe("POST /api/v1/payouts answers 400, and moves no money, for", () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ["no gamertag", { gamertag: undefined }, "VALIDATION_ERROR", "Missing required fields: gamertag"],
    ["nothing at all", nothing, "VALIDATION_ERROR", "Missing required fields: gamertag, amount, projectId"],
    ["an empty gamertag", { gamertag: " " }, "VALIDATION_ERROR", "gamertag must be a string of 1 to 100 characters"],
    [
      "a gamertag that is a number",
      { gamertag: 7 },
      "VALIDATION_ERROR",
      "gamertag must be a string of 1 to 100 characters",
    ],
    [
      "a long gamertag",
      { gamertag: "a".repeat(101) },
      "VALIDATION_ERROR",
      "gamertag must be a string of 1 to 100 characters",
    ],
    [
      "half a character",
      { gamertag: "a\ud800" },
      "VALIDATION_ERROR",
      "gamertag must be a string of 1 to 100 characters",
    ],
    ["no amount", { amount: undefined }, "VALIDATION_ERROR", "Missing required fields: amount"],
    ["an amount of null", { amount: null }, "VALIDATION_ERROR", "Missing required fields: amount"],
    ["an amount of 0", { amount: 0 }, "INVALID_AMOUNT", wrongAmount],
    ["a negative amount", { amount: -1 }, "INVALID_AMOUNT", wrongAmount],
    ["a fraction of a msat", { amount: 1.0005 }, "INVALID_AMOUNT", wrongAmount],
    ["less than a msat", { amount: 0.0001 }, "INVALID_AMOUNT", wrongAmount],
    ["a msat too much", { amount: 100_000.001 }, "INVALID_AMOUNT", wrongAmount],
    ["too much", { amount: 100_001 }, "INVALID_AMOUNT", wrongAmount],
    ["an amount as text", { amount: "1000" }, "INVALID_AMOUNT", wrongAmount],
    ["no project", { projectId: undefined }, "VALIDATION_ERROR", "Missing required fields: projectId"],
    [
      "a project that is no text",
      { projectId: {} },
      "VALIDATION_ERROR",
      "projectId must be a string of 1 to 255 characters",
    ],
    [
      "an empty key",
      { idempotencyKey: "" },
      "VALIDATION_ERROR",
      "idempotencyKey must be a string of 1 to 255 characters",
    ],
    [
      "a long key",
      { idempotencyKey: "k".repeat(256) },
      "VALIDATION_ERROR",
      "idempotencyKey must be a string of 1 to 255 characters",
    ],
    [
      "an internalId that is no text",
      { internalId: 5 },
      "VALIDATION_ERROR",
      "internalId must be a string of 1 to 255 characters",
    ],
    [
      "a long description",
      { description: "d".repeat(145) },
      "VALIDATION_ERROR",
      "description must be a string of 1 to 144 characters",
    ],
    ["a callback to nowhere", { callbackUrl: "javascript:alert(1)" }, "INVALID_CALLBACK_URL", wrongCallback],
    ["a callback that is no text", { callbackUrl: 7 }, "INVALID_CALLBACK_URL", wrongCallback],
    ["an empty callback", { callbackUrl: "" }, "INVALID_CALLBACK_URL", wrongCallback],
    ["a long callback", { callbackUrl: `http://${"a".repeat(2_048)}` }, "INVALID_CALLBACK_URL", wrongCallback],
    [
      "an expiry in the past",
      { expiresIn: 0 },
      "VALIDATION_ERROR",
      "expiresIn must be a whole number of seconds from 1 to 31,536,000",
    ],
  ])("%s", async (_, different, code, message) => {
    const { pay, rail, balance } = await runningApi();
    expect(await pay(different)).toEqual(refused(400, code, message));
    expect([rail.sent, await balance()]).toEqual([[], 100_000]);
  });

  it.each([
    ["a list", "[]", "application/json", "The body must be a JSON object"],
    ["nothing", "", "application/json", "The body must be a JSON object"],
    ["half of JSON", '{"gamertag":', "application/json", "The body is not valid JSON"],
    [
      "a form",
      "gamertag=alice",
      "application/x-www-form-urlencoded",
      "The body must be JSON, sent with the header content-type: application/json",
    ],
    ["text", "alice", "text/plain", "The body must be JSON, sent with the header content-type: application/json"],
  ])("%s", async (_, body, type, message) => {
    const { raw, balance } = await runningApi();
    const answer = await raw("/api/v1/payouts", { method: "POST", headers: { "content-type": type }, body });
    expect(answer).toEqual(refused(400, "VALIDATION_ERROR", message));
    expect(await balance()).toBe(100_000);
  });
});

describe("the envelope answers every error:", () => {
  it("a body that is too large", async () => {
    const { pay } = await runningApi();
    expect(await pay({ description: "x".repeat(70_000) })).toEqual(
      refused(413, "PAYLOAD_TOO_LARGE", "The body must not be larger than 64 KiB"),
    );
  });

  it.each([
    ["GET", "/api/v2/payouts?x=1", "No such endpoint: GET /api/v2/payouts"],
    ["PUT", "/api/v1/payouts", "No such endpoint: PUT /api/v1/payouts"],
    ["GET", "/", "No such endpoint: GET /"],
  ])("%s %s", async (method, path, message) => {
    const { call } = await runningApi();
    expect(await call(method, path)).toEqual(refused(404, "NOT_FOUND", message));
  });

  it("an address that cannot be decoded", async () => {
    const { call } = await runningApi();
    expect(await call("GET", "/api/v1/payouts/%")).toEqual(
      refused(400, "VALIDATION_ERROR", "The URL cannot be decoded"),
    );
  });

  it("bytes that are not HTTP", async () => {
    const { api } = await runningApi();
    const text = await new Promise<string>((resolve, reject) => {
      let seen = "";
      const socket = connect(api.port, "127.0.0.1", () => socket.write("good morning\r\n\r\n"));
      socket.setEncoding("utf8").on("data", (chunk) => {
        seen += chunk;
      });
      socket.on("close", () => resolve(seen)).on("error", reject);
    });
    const [head, body] = text.split("\r\n\r\n");
    expect(head?.split("\r\n")[0]).toBe("HTTP/1.1 400 Bad Request");
    expect(JSON.parse(body ?? "")).toEqual(refused(400, "VALIDATION_ERROR", "Malformed HTTP request").body);
  });
});

describe("GET /api/v1/payouts", () => {
  it("finds one by its id, and says when there is none", async () => {
    const { pay, call } = await runningApi();
    const { body } = await pay();
    expect(await call("GET", `/api/v1/payouts/${payoutData.id}`)).toEqual(
      found("Payout found", (body as { data: unknown }).data),
    );
    expect(await call("GET", "/api/v1/payouts/po_none")).toEqual(
      refused(404, "PAYOUT_NOT_FOUND", "No such payout: po_none"),
    );
  });

  it("lists them a page at a time", async () => {
    const { pay, call, rail } = await runningApi();
    rail.answer({ kind: "settled" }, { kind: "timeout" });
    for (const idempotencyKey of ["key_1", "key_2", "key_3"]) await pay({ idempotencyKey });
    const keys = async (query: string) => {
      const { body } = await call("GET", `/api/v1/payouts?${query}`);
      const { data } = body as { data: { payouts: { idempotencyKey: string }[]; next: string | null } };
      return [data.payouts.map(({ idempotencyKey }) => idempotencyKey), data.next];
    };
    expect(await keys("")).toEqual([["key_1", "key_2", "key_3"], null]);
    expect(await keys("projectId=project_test_001&limit=2")).toEqual([["key_1", "key_2"], "2"]);
    expect(await keys("projectId=project_test_001&limit=2&after=2")).toEqual([["key_3"], null]);
    expect(await keys("status=error")).toEqual([["key_2"], null]);
    expect(await keys("status=pending&projectId=project_test_001")).toEqual([[], null]);
    expect(await keys("projectId=nobody")).toEqual([[], null]);
  });

  it.each([
    ["status=lost", "status must be one of pending, completed, expired, error"],
    ["limit=0", "limit must be a whole number from 1 to 5,000"],
    ["limit=5001", "limit must be a whole number from 1 to 5,000"],
    ["limit=many", "limit must be a whole number from 1 to 5,000"],
    ["after=-1", "after must be a whole number from 0 to 9,007,199,254,740,991"],
    ["limit=1&limit=2", "limit must be a whole number from 1 to 5,000"],
  ])("refuses ?%s", async (query, message) => {
    const { call } = await runningApi();
    const code = query.startsWith("status") ? "INVALID_STATUS" : "VALIDATION_ERROR";
    expect(await call("GET", `/api/v1/payouts?${query}`)).toEqual(refused(400, code, message));
  });
});

describe("a project", () => {
  it("has its balance", async () => {
    const { pay, call } = await runningApi();
    await pay();
    expect(await call("GET", "/api/v1/projects/project_test_001/balance")).toEqual(
      found("Balance found", { projectId: "project_test_001", balance: 98_980, held: 0, currency: "sats" }),
    );
  });

  it("lists its entries, each with its payout and cause", async () => {
    const { pay, call, rail } = await runningApi({ strategy: "rollback" });
    rail.answer({ kind: "timeout" });
    await pay();
    const entry = { projectId: "project_test_001", createdAt: payoutData.createdAt };
    const of = { payoutId: payoutData.id, idempotencyKey: "key_1" };
    const nobody = { payoutId: null, idempotencyKey: null };
    const [opening, charge, refund] = [
      { id: 1, ...entry, ...nobody, cause: "opening", amount: 100_000, balanceAfter: 100_000 },
      { id: 2, ...entry, ...of, cause: "charge", amount: -1_020, balanceAfter: 98_980 },
      { id: 3, ...entry, ...of, cause: "refund", amount: 1_020, balanceAfter: 100_000 },
    ];
    const path = "/api/v1/projects/project_test_001/entries";
    expect(await call("GET", path)).toEqual(found("Entries found", { entries: [opening, charge, refund], next: null }));
    expect(await call("GET", `${path}?limit=2`)).toEqual(
      found("Entries found", { entries: [opening, charge], next: "2" }),
    );
    expect(await call("GET", `${path}?after=2`)).toEqual(found("Entries found", { entries: [refund], next: null }));
    const newest = `${path}?order=newest`;
    expect(await call("GET", newest)).toEqual(
      found("Entries found", { entries: [refund, charge, opening], next: null }),
    );
    expect(await call("GET", `${newest}&after=2`)).toEqual(found("Entries found", { entries: [opening], next: null }));
    expect(await call("GET", `${path}?order=sideways`)).toMatchObject({ status: 400 });
  });

  it("that does not exist has neither", async () => {
    const { call } = await runningApi();
    const none = refused(404, "PROJECT_NOT_FOUND", "No such project: no/body");
    expect(await call("GET", "/api/v1/projects/no%2Fbody/balance")).toEqual(none);
    expect(await call("GET", "/api/v1/projects/no%2Fbody/entries")).toEqual(none);
  });

  it("is funded, and created if it is new", async () => {
    const { call } = await runningApi();
    const funded = (projectId: string, balance: number) =>
      found("Project funded", { projectId, balance, held: 0, currency: "sats", newBalance: balance });
    expect(await call("POST", "/api/v1/projects/project_test_001/fund", { amount: 5 })).toEqual(
      funded("project_test_001", 100_005),
    );
    expect(await call("POST", "/api/v1/projects/new/fund", { amount: 7 })).toEqual(funded("new", 7));
    expect(await call("POST", "/api/v1/projects/new/fund", { amount: 7 })).toEqual(funded("new", 14));
  });

  it.each([0, -5, 0.0001, "5", null, 8_000_000_000_001])("is not funded with %j", async (amount) => {
    const { call } = await runningApi();
    expect(await call("POST", "/api/v1/projects/new/fund", { amount })).toEqual(
      refused(
        400,
        "INVALID_AMOUNT",
        "amount must be a number of sats from 0.001 to 4,000,000,000,000, with at most three decimals",
      ),
    );
    expect((await call("GET", "/api/v1/projects/new/balance")).status).toBe(404);
  });

  it("is not funded beyond 40,000 bitcoins", async () => {
    const { call } = await runningApi();
    expect(await call("POST", "/api/v1/projects/project_test_001/fund", { amount: 4_000_000_000_000 })).toEqual(
      refused(400, "INVALID_AMOUNT", "A project cannot hold more than 4,000,000,000,000 sats (40,000 BTC)"),
    );
  });
});

describe("GET /health and /metrics", () => {
  it("report that it is healthy", async () => {
    const { call } = await runningApi();
    expect(await call("GET", "/health")).toEqual(found("Healthy", { status: "ok" }));
  });

  it("count payouts by their answer, timeouts and refunds", async () => {
    const { pay, call, rail } = await runningApi({ strategy: "rollback" });
    rail.answer({ kind: "settled" }, { kind: "timeout" }, { kind: "failed", reason: "x" });
    for (const idempotencyKey of ["key_1", "key_2", "key_3", "key_1"]) await pay({ idempotencyKey });
    await pay({ projectId: "nobody" });
    const { status, body } = await call("GET", "/metrics");
    const lines = String(body).split("\n");
    expect(status).toBe(200);
    expect(lines.filter((line) => /^payout(s|_(timeout|refunds|duration_seconds_count))/.test(line))).toEqual([
      'payouts_total{status="completed"} 1',
      'payouts_total{status="timeout"} 1',
      'payouts_total{status="failed"} 1',
      'payouts_total{status="replayed"} 1',
      'payouts_total{status="refused"} 1',
      "payout_timeout_errors_total 1",
      "payout_refunds_total 2",
      "payouts_in_flight 0",
      "payouts_parked 0",
      "payouts_mismatched 0",
      "payout_duration_seconds_count 5",
    ]);
  });
});

describe("without the demo extension, the API", () => {
  it.each([
    ["GET", "/api/v1/statuses"],
    ["GET", "/api/v1/payouts/by-internal-id/i"],
    ["PATCH", "/api/v1/payouts/po_1/status"],
    ["POST", "/api/v1/test/expire/po_1"],
    ["GET", "/api/v1/test/failure-injection"],
    ["POST", "/api/v1/test/failure-injection"],
    ["GET", "/api/v1/test/callbacks"],
    ["DELETE", "/api/v1/test/reset"],
  ])("has no route for %s %s", async (method, path) => {
    const { call } = await runningApi({ hasDemo: false });
    expect(await call(method, path)).toEqual(refused(404, "NOT_FOUND", `No such endpoint: ${method} ${path}`));
  });

  it("pays, and closes", async () => {
    const { api, pay, balance } = await runningApi({ hasDemo: false });
    expect(await pay()).toMatchObject({ status: 201, body: { data: payoutData } });
    expect(await balance()).toBe(98_980);
    expect(await api.close(1_000)).toBe(true);
  });
});

describe("closing", () => {
  it("answers the payout that is under way first", async () => {
    const { api, pay, rail } = await runningApi();
    const end = rail.hold("alice");
    const paying = pay();
    while (rail.sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const closed = api.close(60_000);
    end({ kind: "settled" });
    expect((await paying).status).toBe(201);
    expect(await closed).toBe(true);
  });

  it("says so when a payout under way takes longer than it may", async () => {
    const { api, pay, rail } = await runningApi();
    const end = rail.hold("alice");
    const paying = pay().catch(() => "cut off");
    while (rail.sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await api.close(20)).toBe(false);
    end({ kind: "settled" });
    expect(await paying).toBe("cut off");
  });
});
