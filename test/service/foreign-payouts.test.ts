import { describe, expect, it } from "vitest";
import type { Destinations } from "../../src/service/destinations.ts";
import { call, failed, json, means, paid, payout, pending, refused, serviceOf, step } from "./service-of.ts";

const destinations: Destinations = {
  gamertag: "run_player_7",
  address: "run_player_7@127.0.0.1:8443",
  invoice: "lnbcrt10u1invoice",
  paymentHash: "aa11",
  lnurl: "LNURL1DP68",
  nodeKey: "02ab",
};

describe("a wallet with an idempotency header, 202 and polling", () => {
  const wallet = {
    headers: { Authorization: "Bearer ${env:WALLET_TOKEN}" },
    payout: {
      steps: [
        step("POST /v1/withdrawals", {
          headers: { "Idempotency-Key": "${payout.key}" },
          ...json({ account: "${account}", destination: "${payout.address}", amount_msat: "${payout.amount}" }),
        }),
      ],
      answer: means({
        id: "withdrawal.uid",
        state: "withdrawal.state",
        code: "error",
        states: { succeeded: paid, processing: pending, failed },
        errors: { 402: { means: "refused", because: "funds" }, 422: refused },
      }),
    },
    poll: {
      key: null,
      absent: [],
      call: call("GET /v1/withdrawals/${payout.id}"),
      everyMs: 50,
      answer: means({
        state: "withdrawal.state",
        id: "withdrawal.uid",
        states: { succeeded: paid, processing: pending, failed },
      }),
    },
  } as const;
  const options = { environment: { WALLET_TOKEN: "hunter2-and-more" }, destinationsOf: () => destinations };

  it("gets its body, headers and key, and its words mean what the file says", async () => {
    const { target, asked } = await serviceOf(
      wallet,
      () => [202, { withdrawal: { uid: "w_1", state: "processing" } }],
      options,
    );
    expect(await target.send(payout)).toEqual({
      ...{ outcome: "pending", reason: "none", status: 202, code: "", payoutId: "w_1" },
    });
    expect(asked).toMatchObject([
      {
        line: "POST /v1/withdrawals",
        body: '{"account":"acc_1","destination":"run_player_7@127.0.0.1:8443","amount_msat":1000000}',
        headers: {
          authorization: "Bearer hunter2-and-more",
          "idempotency-key": "run_7",
          "content-type": "application/json",
        },
      },
    ]);
  });

  it.each([
    [201, { withdrawal: { uid: "w", state: "succeeded" } }, "paid", "none"],
    [201, { withdrawal: { uid: "w", state: "failed" } }, "refused", "payment-failed"],
    [201, { withdrawal: { uid: "w", state: "review" } }, "unknown", "service-error"],
    [201, { withdrawal: { uid: "w" } }, "unknown", "unreadable"],
    [201, {}, "unknown", "unreadable"],
    [201, "", "unknown", "unreadable"],
    [201, "<html>", "unknown", "gateway"],
    [402, { error: "no money" }, "refused", "funds"],
    [402, "<html>", "unknown", "gateway"],
    [402, "", "unknown", "gateway"],
    [422, { error: "amount" }, "refused", "rejected"],
    [404, { error: "?" }, "unknown", "service-error"],
    [500, { withdrawal: { state: "succeeded" } }, "unknown", "service-error"],
    [504, { error: "timeout" }, "unknown", "service-error"],
    [0, undefined, "unknown", "no-answer"],
  ] as const)("%i %j is %s, %s", async (status, body, outcome, reason) => {
    const { target } = await serviceOf(wallet, () => [status, body], options);
    expect(await target.send(payout)).toMatchObject({ outcome, reason, status });
  });

  it("is asked by its id until its state is final, and a 404 is unknown", async () => {
    const answers = [
      [404, { error: "not found" }],
      [200, { withdrawal: { uid: "w_1", state: "processing" } }],
      [200, { withdrawal: { uid: "w_1", state: "succeeded" } }],
    ] as const;
    const { target, asked } = await serviceOf(wallet, () => answers[asked.length - 1] ?? [500], options);
    const outcomes: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) outcomes.push((await target.poll?.ask(payout, "w_1"))?.outcome ?? "");
    expect(outcomes).toEqual(["unknown", "pending", "paid"]);
    expect(asked.map(({ line }) => line)).toEqual(Array.from({ length: 3 }, () => "GET /v1/withdrawals/w_1"));
    expect(target.poll?.everyMs).toBe(50);
  });

  it("says something else where it finds it in a state without a meaning than where it finds nothing", async () => {
    const answers = [
      [404, { error: "?" }],
      [200, { withdrawal: { uid: "w_1", state: "review" } }],
    ] as const;
    const { target, asked } = await serviceOf(wallet, () => answers[asked.length - 1] ?? [500], options);
    expect((await target.poll?.ask(payout, "w_1"))?.reason).toBe("service-error");
    expect((await target.poll?.ask(payout, "w_1"))?.reason).toBe("unreadable");
  });

  it("is not asked for a payout that it has never named, nor by somebody who has given up", async () => {
    const { target, asked } = await serviceOf(wallet, () => [200, {}], options);
    expect(await target.poll?.ask(payout, "")).toMatchObject({ outcome: "unknown", reason: "not-asked" });
    const over = AbortSignal.abort();
    expect(await target.poll?.ask(payout, "w_1", over)).toMatchObject({ outcome: "unknown", code: "ABORTED" });
    expect(asked).toEqual([]);
  });

  it("shows no secret that it echoes", async () => {
    const echo = { error: "hunter2-and-more", withdrawal: { uid: "w-hunter2-and-more" } };
    const { target } = await serviceOf(wallet, () => [422, echo], options);
    expect(await target.send(payout)).toMatchObject({ code: "REDACTED", payoutId: "w-REDACTED" });
  });

  it("cannot be reached without the secret that its file needs", async () => {
    await expect(serviceOf(wallet, () => [200], { ...options, environment: {} })).rejects.toMatchObject({
      kind: "nonsense",
      message: "the environment variable WALLET_TOKEN is not set, and the file of wallet needs it",
    });
  });

  it("tells when its request is written, and when its answer begins", async () => {
    const events: string[] = [];
    const { target } = await serviceOf(
      wallet,
      async () => {
        events.push("received");
        return [202, { withdrawal: { uid: "w_1", state: "processing" } }];
      },
      options,
    );
    await target.send(payout, { written: () => events.push("written"), answering: () => events.push("answering") });
    expect(events.toSorted()).toEqual(["answering", "received", "written"]);
    expect(events.at(-1)).toBe("answering");
  });
});

describe("a service with a quote that is executed, in bitcoins", () => {
  const quoting = {
    unit: "btc",
    accounts: [{ id: "acc_1", variables: { currency: "BTC" }, balanceMsat: null }],
    payout: {
      steps: [
        step(
          "POST /v1/payment-quotes/lightning",
          {
            headers: { "idempotency-key": "${payout.key.uuid}" },
            ...json({
              lnInvoice: "${payout.invoice}",
              sourceCurrency: "${account.currency}",
              amount: "${payout.amount:text}",
            }),
          },
          { capture: { quote: "paymentQuoteId" } },
        ),
        step("PATCH /v1/payment-quotes/${quote}/execute", {}, { moves: true }),
      ],
      answer: means({
        id: "paymentId",
        state: "state",
        code: "data.code",
        outcomes: [
          {
            when: { status: null, headers: {}, body: { "data.code": { kind: "is", values: ["BALANCE_TOO_LOW"] } } },
            ...{ means: "refused", because: "funds" },
          },
        ],
        states: { COMPLETED: paid, PENDING: pending, FAILED: failed },
        errors: { 422: refused, 409: pending },
      }),
    },
    poll: {
      key: null,
      absent: [],
      call: call("GET /v1/payments/${quote}"),
      everyMs: 100,
      answer: means({ state: "state", states: { COMPLETED: paid } }),
    },
  } as const;
  const options = { destinationsOf: () => destinations };
  const quoted = [201, { paymentQuoteId: "q 1" }] as const;

  it("is paid by two calls, the second of which is named by the first", async () => {
    const { target, asked } = await serviceOf(
      quoting,
      ({ line }) => (line.startsWith("POST") ? quoted : [200, { paymentId: "p_1", state: "COMPLETED" }]),
      options,
    );
    expect(await target.send(payout)).toMatchObject({ outcome: "paid", payoutId: "p_1" });
    expect(asked.map(({ line, body }) => [line, body])).toEqual([
      [
        "POST /v1/payment-quotes/lightning",
        '{"lnInvoice":"lnbcrt10u1invoice","sourceCurrency":"BTC","amount":"0.00001"}',
      ],
      ["PATCH /v1/payment-quotes/q%201/execute", ""],
    ]);
    expect(asked[0]?.headers["idempotency-key"]).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect((await target.poll?.ask(payout, ""))?.outcome).toBe("paid");
    expect(asked.at(-1)?.line).toBe("GET /v1/payments/q%201");
    expect(await target.poll?.ask({ ...payout, idempotencyKey: "run_8" }, "")).toMatchObject({ reason: "not-asked" });
  });

  it.each([
    ["refused by a rule", [400, { data: { code: "BALANCE_TOO_LOW" } }], "refused", "funds"],
    ["refused by its status", [422, {}], "refused", "rejected"],
    ["open where the service failed", [500, {}], "unknown", "service-error"],
    ["open, and never pending, where an earlier quote is in the way", [409, {}], "unknown", "service-error"],
    ["open without an answer", [0], "unknown", "no-answer"],
    ["open where a gateway answers", [200, "<html>"], "unknown", "gateway"],
    ["open where the quote has no id", [201, {}], "unknown", "unreadable"],
    [
      "open, and never paid, where the quote itself is called complete",
      [500, { state: "COMPLETED" }],
      "unknown",
      "service-error",
    ],
  ] as const)("is %s before any money could move", async (_, answer, outcome, reason) => {
    const { target, asked } = await serviceOf(quoting, () => answer, options);
    expect(await target.send(payout)).toMatchObject({ outcome, reason });
    expect(asked).toHaveLength(1);
  });

  it("is open where the execution is, and loses the answer of the execution if one is to be lost", async () => {
    const { target } = await serviceOf(quoting, ({ line }) => (line.startsWith("POST") ? quoted : [504, {}]), options);
    expect(await target.send(payout)).toMatchObject({ outcome: "unknown", status: 504 });
    const dropped: string[] = [];
    const answer = await target.send(payout, { dropAnswer: () => dropped.push("dropped") });
    expect([answer.code, dropped]).toEqual(["ECONNRESET", ["dropped"]]);
  });

  it("has one client timeout for both calls together", async () => {
    const { target } = await serviceOf(
      quoting,
      async ({ line }) => {
        if (line.startsWith("POST")) return quoted;
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        return [200, { state: "COMPLETED" }];
      },
      { ...options, clientTimeoutMs: 100 },
    );
    expect(await target.send(payout)).toMatchObject({ outcome: "unknown", reason: "client-timeout" });
  });
});

describe("a node with forms, whose failures come at HTTP 200", () => {
  const node = {
    unit: "sat",
    headers: { authorization: "Basic ${env:NODE_BASIC}" },
    payout: {
      steps: [
        step("POST /payinvoice", {
          body: { kind: "form", fields: { invoice: "${payout.invoice}", amountSat: "${payout.amount.sat}" } },
        }),
      ],
      answer: means({
        id: "paymentId",
        outcomes: [
          {
            when: {
              status: [{ from: 200, to: 200 }],
              headers: {},
              body: { paymentPreimage: { kind: "exists", exists: true } },
            },
            ...paid,
          },
          {
            when: {
              status: null,
              headers: {},
              body: { reason: { kind: "matches", pattern: "another payment is in progress" } },
            },
            ...pending,
          },
          {
            when: {
              status: [{ from: 200, to: 200 }],
              headers: {},
              body: { reason: { kind: "matches", pattern: "^not enough" } },
            },
            ...{ means: "refused", because: "funds" },
          },
        ],
      }),
    },
  } as const;
  const options = {
    environment: { NODE_BASIC: Buffer.from(":sesame-open").toString("base64") },
    destinationsOf: () => destinations,
  };

  it.each([
    [200, { paymentId: "p", paymentPreimage: "00" }, "paid"],
    [200, { paymentHash: "aa", reason: "another payment is in progress for that invoice" }, "pending"],
    [200, { paymentHash: "aa", reason: "not enough balance" }, "refused"],
    [200, { paymentHash: "aa", reason: "wallet restarted while a payment was ongoing" }, "unknown"],
    [400, "bad parameter", "unknown"],
  ] as const)("%i %j is %s", async (status, body, outcome) => {
    const { target, asked } = await serviceOf(node, () => [status, body], options);
    expect(await target.send(payout)).toMatchObject({ outcome });
    expect(asked[0]).toMatchObject({
      body: "invoice=lnbcrt10u1invoice&amountSat=1000",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  });

  it("shows neither the password nor what it was wrapped in", async () => {
    const { target } = await serviceOf(node, () => [200, { paymentId: "sesame-open" }], options);
    expect((await target.send(payout)).payoutId).toBe("REDACTED");
  });
});

describe("GraphQL", () => {
  it("is JSON with a document and its variables", async () => {
    const document = "mutation pay($input: PayInput!) { pay(input: $input) { status } }";
    const { target, asked } = await serviceOf(
      {
        payout: {
          steps: [
            step("POST /graphql", {
              body: {
                kind: "graphql",
                query: document,
                variables: {
                  input: { amount: "${payout.amount.sat}", to: "${payout.address}", memo: "for ${payout.key}" },
                },
              },
            }),
          ],
          answer: means({ state: "data.pay.status", states: { SUCCESS: paid, PENDING: pending } }),
        },
      },
      () => [200, { data: { pay: { status: "SUCCESS" } } }],
      { destinationsOf: () => destinations },
    );
    expect((await target.send(payout)).outcome).toBe("paid");
    expect(JSON.parse(asked[0]?.body ?? "")).toEqual({
      query: document,
      variables: { input: { amount: 1_000, to: "run_player_7@127.0.0.1:8443", memo: "for run_7" } },
    });
  });
});

describe("a login", () => {
  const service = {
    login: step("POST /auth", json({ login: "${account.login}", password: "${env:HUB_PASSWORD}" }), {
      capture: { token: "access_token" },
    }),
    headers: { authorization: "Bearer ${token}" },
    accounts: [
      { id: "acc_1", variables: { login: "one" }, balanceMsat: null },
      { id: "acc_2", variables: { login: "two" }, balanceMsat: null },
    ],
    payout: {
      steps: [step("POST /pay", json({ key: "${payout.key}" }))],
      answer: means({ id: "id", state: "state", states: { done: paid } }),
    },
    balance: { call: call("GET /balance"), available: { select: "sats", unit: "sat" }, held: null },
  } as const;
  const environment = { HUB_PASSWORD: "sesame-open" };

  it("is made once for each account, before the first payout, and its token is a secret", async () => {
    const { target, asked } = await serviceOf(
      service,
      ({ line, body, headers }) => {
        if (line === "POST /auth") return [200, { access_token: `token-of-${JSON.parse(body).login}` }];
        return line === "GET /balance" ? [200, { sats: 5 }] : [200, { state: "done", id: headers.authorization }];
      },
      { environment },
    );
    const answers = [await target.send(payout), await target.send({ ...payout, projectId: "acc_2" })];
    expect(answers.map(({ outcome, payoutId }) => [outcome, payoutId])).toEqual([
      ["paid", "Bearer REDACTED"],
      ["paid", "Bearer REDACTED"],
    ]);
    expect((await target.balance("acc_1")).balanceMsat).toBe(5_000);
    expect(asked.map(({ line, headers }) => `${line} ${headers.authorization ?? ""}`.trim())).toEqual([
      "POST /auth",
      "POST /pay Bearer token-of-one",
      "POST /auth",
      "POST /pay Bearer token-of-two",
      "GET /balance Bearer token-of-one",
    ]);
  });

  it("is made again once after a 401, by payouts and reads", async () => {
    let logins = 0;
    const { target, asked } = await serviceOf(
      service,
      ({ line, headers }) => {
        if (line === "POST /auth") {
          logins += 1;
          return [200, { access_token: `token-number-${logins}` }];
        }
        if (headers.authorization === "Bearer token-number-1") return [401, { error: "expired" }];
        return line === "GET /balance" ? [401, {}] : [200, { state: "done" }];
      },
      { environment },
    );
    expect((await target.send(payout)).outcome).toBe("paid");
    expect(logins).toBe(2);
    await expect(target.balance("acc_1")).rejects.toThrow("GET /balance answered 401");
    expect([logins, asked.filter(({ line }) => line === "GET /balance").length]).toEqual([3, 2]);
  });

  it("that is refused sends no payout, and is told by the next read", async () => {
    const { target, asked } = await serviceOf(service, () => [403, {}], { environment });
    expect(await target.send(payout)).toMatchObject({ outcome: "unknown", reason: "no-answer", code: "NOT_SENT" });
    expect(asked.map(({ line }) => line)).toEqual(["POST /auth"]);
    await expect(target.balance("acc_1")).rejects.toThrow("the login at POST /auth answered 403");
  });
});
