import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import type { ReadLimits } from "../../src/service/read-budget.ts";
import { json, queryOf, rowsOf, targetOf } from "./api-of.ts";

const data = (response: ServerResponse, value: object) => json(response, 200, { success: true, data: value });

/** The entries of a fresh run on a target: those that were not there when it had none. */
async function entriesOf(target: Awaited<ReturnType<typeof targetOf>>) {
  return rowsOf(target.entriesSince(await target.markEntries("p")));
}

describe("a balance", () => {
  it("is read in millisatoshis, with what is held", async () => {
    const target = await targetOf((_request, response) => data(response, { balance: 5, held: 2 }));
    expect(await target.balance("p")).toEqual({ balanceMsat: 5_000, heldMsat: 2_000 });
  });

  it("may be negative, and holds nothing where it does not say", async () => {
    const answers = [{ balance: -7 }, { balance: 0, held: null }, { balance: 1, held: -5 }];
    const target = await targetOf((_request, response) => data(response, answers.shift() ?? {}));
    expect(await target.balance("p")).toEqual({ balanceMsat: -7_000, heldMsat: 0 });
    expect(await target.balance("p")).toEqual({ balanceMsat: 0, heldMsat: 0 });
    expect(await target.balance("p")).toEqual({ balanceMsat: 1_000, heldMsat: -5_000 });
  });

  it.each([
    [200, "hello", "nonsense", "something that is not a JSON object"],
    [200, "", "nonsense", "something that is not a JSON object"],
    [200, "[]", "nonsense", "something that is not a JSON object"],
    [200, '{"data":{"balance":1,"balance":2}}', "nonsense", "something that is not a JSON object"],
    [200, '{"data":{"balance":"many"}}', "nonsense", 'the balance of p is not a number of sats: "many"'],
    [200, '{"data":{"balance":"5"}}', "nonsense", 'the balance of p is not a number of sats: "5"'],
    [
      200,
      '{"data":{"balance":1.0005}}',
      "nonsense",
      "the balance of p is not a number of sats: 1.0005 (less than a millisatoshi)",
    ],
    [200, '{"data":{"balance":null}}', "nonsense", "the balance of p is not a number of sats: null"],
    [200, '{"data":{"balance":[1]}}', "nonsense", "the balance of p is not a number of sats: a list"],
    [200, '{"data":{"balance":1e15}}', "nonsense", "more than can be counted exactly: 1000000000000000 sats"],
    [200, '{"data":{"balance":1e999}}', "nonsense", "the balance of p is not a number of sats: Infinity"],
    [200, '{"data":{"balance":1e300}}', "nonsense", "the balance of p is not a number of sats: 1e+300"],
    [200, '{"data":{"balance":1,"held":"x"}}', "nonsense", 'what p holds is not a number of sats: "x"'],
    [200, '{"success":true,"data":{}}', "nonsense", "the balance of p is not a number of sats: missing"],
    [200, '{"success":false}', "nonsense", "success: false"],
    [302, "", "nonsense", "answered 302"],
    [401, "", "nonsense", "CHAOS_PAYOUT_AUTHORIZATION"],
    [500, "{}", "nonsense", "answered 500"],
    [404, "{}", "absent", "answered 404"],
    [503, "{}", "busy", "GET /api/v1/projects/p/balance answered 503"],
  ])("is not %i %s", async (status, body, kind, message) => {
    const target = await targetOf((_request, response) => void response.writeHead(status).end(body));
    const failure = target.balance("p");
    await expect(failure).rejects.toMatchObject({ name: "TargetError", kind });
    await expect(failure).rejects.toThrow(message);
  });

  it("that is wrong does not show the secret that it echoes, nor the beginning of a long one", async () => {
    for (const token of ["hunter2-and-more", `eyJ${"a".repeat(300)}`]) {
      const target = await targetOf((_request, response) => data(response, { balance: token }), {
        authorization: `Bearer ${token}`,
      });
      const message = await target.balance("p").catch(String);
      expect(message).toMatch(/not a number of sats: ("REDACTED"|a value of 305 characters)$/);
    }
  });

  it("that breaks off in its body is one that cannot be reached", async () => {
    const target = await targetOf((_request, response) => {
      response.writeHead(200, { "content-length": "99" }).write('{"balance":1}', () => response.destroy());
    });
    await expect(target.balance("p")).rejects.toMatchObject({ kind: "unreachable" });
    await expect(target.balance("p")).rejects.toThrow("broke off in its answer");
  });
});

describe("a connection that breaks before the answer", () => {
  it("is tried once more by a read, and not by a payout", async () => {
    let asked = 0;
    const target = await targetOf((request, response) => {
      asked += 1;
      if (asked % 2 === 1) request.socket.destroy();
      else data(response, { balance: 1 });
    });
    expect(await target.balance("p")).toEqual({ balanceMsat: 1_000, heldMsat: 0 });
    const payout = { gamertag: "g", amountMsat: 1_000, projectId: "p", idempotencyKey: "k" };
    expect(await target.send(payout)).toMatchObject({ outcome: "unknown", reason: "no-answer" });
    expect(asked).toBe(3);
  });

  it("is not tried for ever", async () => {
    let asked = 0;
    const target = await targetOf((request) => {
      asked += 1;
      request.socket.destroy();
    });
    await expect(target.balance("p")).rejects.toMatchObject({ kind: "unreachable" });
    expect(asked).toBe(2);
  });
});

describe("lists", () => {
  it("are followed to their end by the cursors that they name", async () => {
    const asked: (string | undefined)[] = [];
    const target = await targetOf((request, response) => {
      asked.push(request.url);
      if (asked.length === 1) return data(response, { entries: [], next: null });
      const second = queryOf(request, "after") === "e2";
      const entries = second
        ? [{ id: "e3", amount: 10, cause: "refund", idempotencyKey: "k", payoutId: 7, balanceAfter: 3 }]
        : [
            { id: "e1", amount: -5, createdAt: "2026-01-01T00:00:00Z" },
            { id: "e2", amount: -6, createdAt: "yesterday" },
          ];
      data(response, { entries, next: second ? null : "e2" });
    });
    const nothing = { key: "", payoutId: "", effect: "other", word: "", balanceAfterMsat: null, enteredEpochMs: null };
    expect(await entriesOf(target)).toEqual([
      { ...nothing, entryId: "e1", deltaMsat: -5_000, enteredEpochMs: 1_767_225_600_000 },
      { ...nothing, entryId: "e2", deltaMsat: -6_000 },
      {
        ...{ entryId: "e3", key: "k", payoutId: "7", effect: "refund", word: "refund" },
        ...{ deltaMsat: 10_000, balanceAfterMsat: 3_000, enteredEpochMs: null },
      },
    ]);
    expect(asked).toEqual([
      "/api/v1/projects/p/entries?limit=500",
      "/api/v1/projects/p/entries?limit=500",
      "/api/v1/projects/p/entries?limit=500&after=e2",
    ]);
  });

  it("that name no cursor are asked for what comes after their last row, until nothing comes", async () => {
    const asked: string[] = [];
    const all = Array.from({ length: 250 }, (_, index) => ({ id: `po_${index}`, amount: 1, status: "completed" }));
    const target = await targetOf((request, response) => {
      const after = queryOf(request, "after");
      asked.push(after);
      // It gives a hundred at the most, however many it is asked for.
      const from = all.findIndex(({ id }) => id === after) + 1;
      data(response, { payouts: all.slice(from, from + 100) });
    });
    expect(await rowsOf(target.payouts("p"))).toHaveLength(250);
    expect(asked).toEqual(["", "po_99", "po_199", "po_249"]);
  });

  it("whose pages begin with the row that they were to come after list it once", async () => {
    const all = Array.from({ length: 25 }, (_, index) => ({ id: index + 1, amount: 1, status: "completed" }));
    for (const naming of [true, false]) {
      const target = await targetOf((request, response) => {
        const from = Math.max(0, Number(queryOf(request, "after")) - 1);
        const payouts = all.slice(from, from + 10);
        data(response, { payouts, ...(naming ? { next: payouts.at(-1)?.id } : {}) });
      });
      const ids = (await rowsOf(target.payouts("p"))).map(({ payoutId }) => Number(payoutId));
      expect(ids).toEqual(all.map(({ id }) => id));
    }
  });

  it.each([
    ["the address of the next page", "http://elsewhere/api/v1/payouts?limit=9&after=po_1"],
    ["its path", "/api/v1/payouts?after=po_1"],
  ])("that name %s are asked here for what it says to come after", async (_, next) => {
    const target = await targetOf((request, response) => {
      const isSecond = queryOf(request, "after") === "po_1";
      const payouts = [{ id: isSecond ? "po_2" : "po_1", amount: 1, status: "pending" }];
      data(response, { payouts, next: isSecond ? null : next });
    });
    expect((await rowsOf(target.payouts("p"))).map(({ payoutId }) => payoutId)).toEqual(["po_1", "po_2"]);
  });

  it.each([
    [
      "pages by number",
      { payouts: [{ id: 1, amount: 1 }], next: "/api/v1/payouts?page=2" },
      'by something else than "after"',
    ],
    ["has no list", { rows: [] }, 'has no list "payouts"'],
    ["lists no object", { payouts: [7] }, "not a number of sats: missing"],
    ["pays less than nothing", { payouts: [{ id: 1, amount: -1 }] }, "the amount of a payout of p is negative"],
    ["lists a part and says so", { payouts: [{ id: 1, amount: 1 }], total: 2 }, "has more rows than it lists"],
    ["has more and says so", { payouts: [{ id: 1, amount: 1 }], hasMore: true }, "has more rows than it lists"],
  ])("cannot be read where the service %s", async (_, answer, message) => {
    const target = await targetOf((_request, response) => data(response, answer));
    await expect(rowsOf(target.payouts("p"))).rejects.toMatchObject({
      kind: "nonsense",
      message: expect.stringContaining(message),
    });
  });

  it("that go in circles do not show the secret that they name as their next page", async () => {
    const token = "hunter2-and-more";
    let id = 0;
    const target = await targetOf(
      (_request, response) => {
        id += 1;
        data(response, { payouts: [{ id, amount: 1 }], next: token });
      },
      { authorization: `Bearer ${token}` },
    );
    await expect(rowsOf(target.payouts("p"))).rejects.toThrow("pages in a circle, at REDACTED");
  });

  it.each([{}, { page: 2 }, [], true])("that name %j as their next page cannot be paged", async (next) => {
    const target = await targetOf((_request, response) => data(response, { payouts: [{ id: 1, amount: 1 }], next }));
    await expect(rowsOf(target.payouts("p"))).rejects.toThrow("names a next page that is no cursor");
  });

  it.each([null, false, ""])("end where they name %j as their next page", async (next) => {
    const target = await targetOf((_request, response) => data(response, { payouts: [{ id: 1, amount: 1 }], next }));
    expect(await rowsOf(target.payouts("p"))).toHaveLength(1);
  });

  it("that say to be at their end after one full page, and to have more rows than that, are not taken for whole", async () => {
    const payouts = Array.from({ length: 500 }, (_, id) => ({ id, amount: 1 }));
    const target = await targetOf((_request, response) => data(response, { payouts, next: null, total: 501 }));
    await expect(rowsOf(target.payouts("p"))).rejects.toThrow("has more rows than it lists, and cannot be paged");
  });

  it("that fill a page and answer nothing else are not taken for whole", async () => {
    const payouts = Array.from({ length: 500 }, (_, id) => ({ id, amount: 1 }));
    const target = await targetOf((_request, response) => data(response, { payouts }));
    await expect(rowsOf(target.payouts("p"))).rejects.toThrow("has more rows than it lists, and cannot be paged");
  });

  it("that give everything at once, whatever they are asked for, are whole", async () => {
    const payouts = Array.from({ length: 1_234 }, (_, id) => ({ id, amount: 1 }));
    const target = await targetOf((_request, response) => data(response, { payouts }));
    expect(await rowsOf(target.payouts("p"))).toHaveLength(1_234);
  });
});

describe("payouts", () => {
  it("are listed with what their status means, and with unknown where the contract does not say", async () => {
    const words = ["completed", "pending", "expired", "error", "processing", "", "COMPLETED"];
    const payouts = words.map((status, id) => ({ id, idempotencyKey: `k_${id}`, status, amount: 10 }));
    const target = await targetOf((_request, response) => json(response, 200, { success: true, data: payouts }));
    const rows = await rowsOf(target.payouts("p"));
    expect(rows.map(({ state, word }) => [word, state])).toEqual([
      ["completed", "paid"],
      ["pending", "pending"],
      ["expired", "refused"],
      ["error", "failed"],
      ["processing", "unknown"],
      ["", "unknown"],
      ["COMPLETED", "unknown"],
    ]);
    expect(rows[0]).toMatchObject({ payoutId: "0", key: "k_0", amountMsat: 10_000 });
  });

  it("are filtered by the service where only the pending ones are wanted", async () => {
    const target = await targetOf((request, response) => {
      const status = queryOf(request, "status");
      data(response, { payouts: [{ id: status || "all", amount: 1, status: "pending" }], next: null });
    });
    expect((await rowsOf(target.payouts("p", { pendingOnly: true })))[0]?.payoutId).toBe("pending");
    expect((await rowsOf(target.payouts("p", { pendingOnly: false })))[0]?.payoutId).toBe("all");
  });

  it("keep the key and the gamertag that they were sent with, whatever the secret is", async () => {
    const row = { id: 1, amount: 1, status: "completed", idempotencyKey: "spike_7", gamertag: "spike_player_7" };
    const target = await targetOf((_request, response) => data(response, { payouts: [row], next: null }), {
      authorization: "Bearer spike",
    });
    expect(await rowsOf(target.payouts("p"))).toMatchObject([{ key: "spike_7", gamertag: "spike_player_7" }]);
  });

  it("keep no secret in ids and words, and stay different", async () => {
    const token = "hunter2-and-more";
    const target = await targetOf(
      (_request, response) => {
        const rows = [1, 2].map((id) => ({ id: `${token}_${id}`, idempotencyKey: "k", status: token, amount: 1 }));
        data(response, { payouts: rows, next: null });
      },
      { authorization: `Bearer ${token}` },
    );
    const rows = await rowsOf(target.payouts("p"));
    expect(JSON.stringify(rows)).not.toContain("hunter2");
    expect(rows.map(({ payoutId, word }) => [payoutId, word])).toEqual([
      ["REDACTED_1", "REDACTED"],
      ["REDACTED_2", "REDACTED"],
    ]);
  });
});

describe("the failure-injection switch", () => {
  it("is read, with what it knows", async () => {
    const target = await targetOf((_request, response) => data(response, { enabled: true, timeoutRate: 0.05 }));
    expect(await target.injection()).toEqual({ enabled: true, timeoutRate: 0.05 });
  });

  it("keeps no secret, so that the report of a switch that could not be put back holds none", async () => {
    const state = { enabled: true, timeoutRate: 1, fate: "hunter2-and-more", strategy: "Bearer hunter2-and-more" };
    const target = await targetOf((_request, response) => data(response, state), {
      authorization: "Bearer hunter2-and-more",
    });
    expect(await target.injection()).toMatchObject({ fate: "REDACTED", strategy: "REDACTED" });
  });

  it("is none where the answer does not say whether it is on", async () => {
    const target = await targetOf((_request, response) => data(response, { status: "ok" }));
    await expect(target.injection()).rejects.toMatchObject({ kind: "nonsense" });
  });

  it("and deposits are asked for in sats, once", async () => {
    const seen: string[] = [];
    const target = await targetOf((request, response, body) => {
      seen.push(`${request.method} ${request.url} ${body}`);
      data(response, {});
    });
    await target.fund("p", 7_000);
    await target.inject({ enabled: true, timeoutRate: 1, fate: "timeout" });
    expect(seen).toEqual([
      'POST /api/v1/projects/p/fund {"amount":7}',
      'POST /api/v1/test/failure-injection {"enabled":true,"timeoutRate":1,"fate":"timeout"}',
    ]);
  });
});

describe("entries", () => {
  it("say what they did, and other where the contract does not say", async () => {
    const causes = ["charge", "refund", "restore", "hold", "cancel", "confirm", "deposit", "fee", undefined];
    let isFirst = true;
    const target = await targetOf((_request, response) => {
      const entries = isFirst ? [] : causes.map((cause, id) => ({ id, cause, amount: 1 }));
      isFirst = false;
      data(response, { entries, next: null });
    });
    const rows = await entriesOf(target);
    expect(rows.map(({ effect }) => effect)).toEqual([
      ...["charge", "refund", "refund", "hold", "release", "confirm", "deposit", "other", "other"],
    ]);
    expect(rows.map(({ word }) => word)).toEqual(causes.map((cause) => cause ?? ""));
  });
});

describe("a service that is busy", () => {
  it.each([
    [429, undefined],
    [429, "0"],
    [503, "0"],
    [503, new Date(0).toUTCString()],
  ])("with %i and retry-after %s is asked again", async (status, retryAfter) => {
    let asked = 0;
    const target = await targetOf((_request, response) => {
      asked += 1;
      if (asked > 2) return data(response, { balance: 1 });
      json(response, status, {}, retryAfter === undefined ? {} : { "retry-after": retryAfter });
    });
    expect(await target.balance("p")).toEqual({ balanceMsat: 1_000, heldMsat: 0 });
    expect(asked).toBe(3);
  });

  it("is left alone as long as it asks for", async () => {
    const times: number[] = [];
    const target = await targetOf((_request, response) => {
      times.push(performance.now());
      if (times.length > 1) data(response, { balance: 1 });
      else json(response, 429, {}, { "retry-after": "1" });
    });
    await target.balance("p");
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900);
  });

  it("is not waited for longer than a read may take", async () => {
    let asked = 0;
    const target = await targetOf((_request, response) => {
      asked += 1;
      json(response, 503, {}, { "retry-after": "31536000" });
    });
    await expect(target.balance("p")).rejects.toMatchObject({
      kind: "busy",
      message:
        "GET /api/v1/projects/p/balance answered 503: it is to be asked again in 31,536,000 s, and this read may not take that long",
    });
    expect(asked).toBe(1);
  });

  it("is not asked for ever", async () => {
    const target = await targetOf((_request, response) => json(response, 429, {}), { reads: { callMs: 600 } });
    await expect(target.balance("p")).rejects.toMatchObject({ kind: "busy" });
  });

  it("gets no payout and no deposit twice", async () => {
    let asked = 0;
    const target = await targetOf((_request, response) => {
      asked += 1;
      json(response, 429, {}, { "retry-after": "0" });
    });
    const payout = { gamertag: "g", amountMsat: 1_000, projectId: "p", idempotencyKey: "k" };
    expect(await target.send(payout)).toMatchObject({ outcome: "unknown", status: 429 });
    await expect(target.fund("p", 1_000)).rejects.toMatchObject({ kind: "busy" });
    expect(asked).toBe(2);
  });
});

describe("a read that nobody waits for any more", () => {
  const aborted = async (read: (signal: AbortSignal) => Promise<unknown>, begun: Promise<void>) => {
    const stop = new AbortController();
    const reading = read(stop.signal).then(
      () => "read",
      (error: unknown) => error,
    );
    await begun;
    stop.abort();
    return reading;
  };
  const held = () => {
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    return { begun, begin: () => begin() };
  };
  const givenUp = { name: "TargetError", kind: "limit", message: expect.stringContaining("was given up") };

  it("ends before the answer has begun", async () => {
    const { begun, begin } = held();
    const target = await targetOf(begin);
    expect(await aborted((signal) => target.balance("p", { signal }), begun)).toMatchObject(givenUp);
  });

  it("ends in the middle of a body", async () => {
    const { begun, begin } = held();
    const target = await targetOf((_request, response) => void response.writeHead(200).write('{"data":', begin));
    expect(await aborted((signal) => rowsOf(target.payouts("p", { signal })), begun)).toMatchObject(givenUp);
  });

  it("ends while it waits to ask again", async () => {
    const { begun, begin } = held();
    const target = await targetOf((_request, response) => {
      json(response, 429, {}, { "retry-after": "9" });
      begin();
    });
    expect(await aborted((signal) => target.markEntries("p", { signal }), begun)).toMatchObject(givenUp);
  });

  it("does not even begin", async () => {
    const asked: string[] = [];
    const target = await targetOf(() => void asked.push("something"));
    await expect(target.balance("p", { signal: AbortSignal.abort() })).rejects.toMatchObject(givenUp);
    expect(asked).toEqual([]);
  });
});

describe("a list without an end", () => {
  let count = 0;
  const fresh = () => {
    count += 1;
    return String(count);
  };
  const row = (id: string) => ({ id, amount: 1, status: "pending", idempotencyKey: `k_${id}` });
  const kinds: readonly [string, Partial<ReadLimits>, (asked: number) => object, string][] = [
    [
      "whose rows are ever new",
      { listMs: 400 },
      () => ({ payouts: [row(fresh())], next: fresh() }),
      "has not ended after 0.4 s",
    ],
    [
      "of too many rows",
      { rows: 900 },
      () => ({ payouts: Array.from({ length: 300 }, () => row(fresh())), next: fresh() }),
      "1,200 rows so far",
    ],
    [
      "of too many pages",
      { pages: 40 },
      () => ({ payouts: [row(fresh())], next: fresh() }),
      "it has brought 40 pages so far",
    ],
    [
      "of too many bytes",
      { listBytes: 50_000 },
      () => ({ payouts: [row(fresh().padEnd(9_999))], next: fresh() }),
      "bytes so far",
    ],
    [
      "that names one cursor for ever",
      {},
      () => ({ payouts: [row(fresh())], next: "x" }),
      "it pages in a circle, at x",
    ],
    [
      "that goes from one cursor to the other",
      {},
      (asked) => ({ payouts: [row(fresh())], next: asked % 2 ? "x" : "y" }),
      "it pages in a circle, at x",
    ],
    [
      "of the same page under fresh cursors",
      {},
      () => ({ payouts: [row("a"), row("b")], next: fresh() }),
      "nothing new on 20 pages in a row",
    ],
    [
      "of two pages in turn",
      {},
      (asked) => ({ payouts: [row(`a${asked % 2}`)], next: fresh() }),
      "it lists the same page again",
    ],
    ["of empty pages", {}, () => ({ payouts: [], next: fresh() }), "nothing new on 20 pages in a row"],
    [
      "of one row that changes",
      { pages: 30 },
      () => ({ payouts: [{ ...row("a"), idempotencyKey: fresh() }], next: fresh() }),
      "the same page again",
    ],
    [
      "without cursors, of rows that are ever new",
      { listMs: 400 },
      () => ({ payouts: [row(fresh())] }),
      "has not ended",
    ],
  ];

  it.each(kinds)("%s ends within its limits", async (_kind, reads, answer, message) => {
    let asked = 0;
    const target = await targetOf(
      (_request, response) => {
        asked += 1;
        data(response, answer(asked));
      },
      { reads: { pages: 30, ...reads, ...(reads.listMs === undefined ? {} : { pages: 1_000_000 }) } },
    );
    const failure = await rowsOf(target.payouts("p")).then(String, (error: unknown) => error);
    expect(failure).toMatchObject({ kind: "limit", message: expect.stringContaining(message) });
    expect(asked).toBeGreaterThan(1);
  });

  it("of one page is cut off, and not kept in memory", async () => {
    const target = await targetOf(
      (_request, response) => {
        response.writeHead(200).write('{"payouts":[');
        const more = () =>
          void (response.destroyed || response.write(`${JSON.stringify(row("a"))},`.repeat(999), more));
        more();
      },
      { reads: { answerBytes: 1 << 20 } },
    );
    await expect(rowsOf(target.payouts("p"))).rejects.toMatchObject({
      kind: "limit",
      message: expect.stringContaining("answered with more than 1,048,576 bytes"),
    });
  });

  it("that comes byte by byte is late", async () => {
    const target = await targetOf(
      (_request, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(" "), 5);
        response.on("close", () => clearInterval(timer));
      },
      { reads: { callMs: 200 } },
    );
    await expect(target.balance("p")).rejects.toMatchObject({ kind: "limit" });
  });
});
