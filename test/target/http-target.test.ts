import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { createHttpTarget } from "../../src/target/http-target.ts";
import type { Target } from "../../src/target/target.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A target whose API is the handler, behind real HTTP. */
async function targetOf(handler: Handler, patienceMs = 20_000, path = ""): Promise<Target> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => handler(request, response, body));
    request.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const target = createHttpTarget({ url: `http://127.0.0.1:${port}${path}`, clock: systemClock, patienceMs });
  endings.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  endings.push(() => target.close());
  return target;
}

const payout = { gamertag: "run_player_7", amountSats: 1000, projectId: "p", idempotencyKey: "run_7" };
const json = (response: ServerResponse, status: number, value: unknown) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));

describe("sending a payout over HTTP", () => {
  it("sends the contract's body to the contract's path", async () => {
    const seen: unknown[] = [];
    const target = await targetOf((request, response, body) => {
      seen.push(request.method, request.url, request.headers["content-type"], JSON.parse(body));
      json(response, 201, { success: true, data: { id: "po_7", status: "completed" } });
    });
    expect(await target.send(payout)).toEqual({ outcome: "paid", status: 201, code: "", payoutId: "po_7" });
    expect(seen).toEqual([
      "POST",
      "/api/v1/payouts",
      "application/json",
      { gamertag: "run_player_7", amount: 1000, projectId: "p", idempotencyKey: "run_7" },
    ]);
  });

  it("keeps a path in front of the API", async () => {
    const target = await targetOf((request, response) => json(response, 404, { path: request.url }), 20_000, "/pay/");
    expect(await target.send(payout)).toMatchObject({ outcome: "refused", status: 404 });
    await expect(target.balance("a b")).rejects.toThrow("GET /pay/api/v1/projects/a%20b/balance answered 404");
  });

  it("knows nothing when the connection is reset", async () => {
    const target = await targetOf((request) => request.socket.destroy());
    expect(await target.send(payout)).toMatchObject({ outcome: "unknown", status: 0 });
  });

  it("knows nothing when its patience ends, and hangs up", async () => {
    let closed: () => void = () => {};
    const hungUp = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const target = await targetOf((request) => void request.socket.once("close", closed), 50);
    expect(await target.send(payout)).toEqual({ outcome: "unknown", status: 0, code: "CLIENT_PATIENCE", payoutId: "" });
    await hungUp;
  });

  it("knows nothing when nobody listens", async () => {
    const target = await targetOf(() => {});
    const gone = createHttpTarget({ url: "http://127.0.0.1:1", clock: systemClock, patienceMs: 20_000 });
    endings.push(() => gone.close());
    expect(await gone.send(payout)).toEqual({ outcome: "unknown", status: 0, code: "ECONNREFUSED", payoutId: "" });
    expect(target.url).toContain("127.0.0.1");
  });

  it("destroys the socket when its answer begins to arrive, if that is to be lost", async () => {
    let closed: (before: string) => void = () => {};
    const hungUp = new Promise<string>((resolve) => {
      closed = resolve;
    });
    const target = await targetOf((request, response) => {
      request.socket.once("close", () => closed(response.writableEnded ? "after its end" : "before its end"));
      // The API has done its work and begins to say so; nobody reads on.
      response.writeHead(201).write('{"success":true,');
    });
    const dropped: string[] = [];
    const answer = await target.send(payout, { dropAnswer: () => dropped.push("answer") });
    expect([answer, dropped]).toEqual([
      { outcome: "unknown", status: 0, code: "ECONNRESET", payoutId: "" },
      ["answer"],
    ]);
    expect(await hungUp).toBe("before its end");
  });

  it("loses no answer that never came", async () => {
    const target = await targetOf((request) => request.socket.destroy());
    const dropped: string[] = [];
    const answer = await target.send(payout, { dropAnswer: () => dropped.push("answer") });
    expect([answer.outcome, answer.status, dropped]).toEqual(["unknown", 0, []]);
  });

  it("does not fill the memory with an answer that never ends", async () => {
    const target = await targetOf((_request, response) => {
      response.writeHead(201);
      const more = () => void (response.destroyed || response.write(Buffer.alloc(65_536), () => setImmediate(more)));
      more();
    });
    expect(await target.send(payout)).toMatchObject({ outcome: "unknown", code: "ANSWER_TOO_LARGE" });
  });

  it("puts an answer together that comes in pieces", async () => {
    const target = await targetOf((_request, response) => {
      response.writeHead(201);
      response.write('{"success":true,"data":{"id":"p');
      setImmediate(() => response.end('o_9","status":"completed"}}'));
    });
    expect(await target.send(payout)).toMatchObject({ outcome: "paid", payoutId: "po_9" });
  });
});

describe("reading from a target", () => {
  it("reads balances, with what is held", async () => {
    const target = await targetOf((_request, response) =>
      json(response, 200, { success: true, data: { balance: 5, held: 2 } }),
    );
    expect(await target.balance("p")).toEqual({ balanceSats: 5, heldSats: 2 });
  });

  it.each([
    [200, "hello", "nonsense", "something that is not a JSON object"],
    [
      200,
      '{"success":true,"data":{"balance":"many"}}',
      "nonsense",
      'the balance of p is not a whole number of sats: "many"',
    ],
    [200, '{"success":true,"data":{"balance":1.5}}', "nonsense", "the balance of p is not a whole number of sats: 1.5"],
    [200, '{"success":true,"data":{}}', "nonsense", "the balance of p is not a whole number of sats: missing"],
    [200, '{"success":false}', "nonsense", "success: false"],
    [500, "{}", "nonsense", "answered 500"],
    [404, "{}", "absent", "answered 404"],
  ])("does not take %i %s for a balance", async (status, body, kind, message) => {
    const target = await targetOf((_request, response) => void response.writeHead(status).end(body));
    const failure = target.balance("p");
    await expect(failure).rejects.toMatchObject({ name: "TargetError", kind });
    await expect(failure).rejects.toThrow(message);
  });

  it("follows the pages of the entries to their end", async () => {
    const asked: (string | undefined)[] = [];
    const target = await targetOf((request, response) => {
      asked.push(request.url);
      const second = request.url?.includes("after=e2");
      const entries = second
        ? [{ id: "e3", amount: 10, cause: "refund" }]
        : [
            { id: "e1", amount: -5 },
            { id: "e2", amount: -6 },
          ];
      json(response, 200, { success: true, data: { entries, next: second ? null : "e2" } });
    });
    const seen: string[] = [];
    for await (const page of target.entries("p", "e0"))
      seen.push(...page.map(({ entryId, deltaSats }) => `${entryId} ${deltaSats}`));
    expect(seen).toEqual(["e1 -5", "e2 -6", "e3 10"]);
    expect(asked).toEqual([
      "/api/v1/projects/p/entries?limit=500&after=e0",
      "/api/v1/projects/p/entries?limit=500&after=e2",
    ]);
  });

  it("does not page in a circle", async () => {
    const target = await targetOf((_request, response) =>
      json(response, 200, { success: true, data: { entries: [{ id: "e1", amount: -5 }], next: "e1" } }),
    );
    const read = async () => {
      for await (const page of target.entries("p", "")) expect(page).toHaveLength(1);
    };
    await expect(read()).rejects.toThrow("pages in a circle at e1");
  });

  it("asks on after a full page that names no next one, and not after any other", async () => {
    const asked: string[] = [];
    const rows = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({ id: from + at, amount: -1 }));
    const target = await targetOf((request, response) => {
      asked.push(new URL(request.url ?? "", "http://x").searchParams.get("after") ?? "none");
      json(response, 200, { data: { entries: asked.length === 1 ? rows(1, 500) : rows(501, 3) } });
    });
    let count = 0;
    for await (const page of target.entries("p", "")) count += page.length;
    expect([count, asked]).toEqual([503, ["none", "500"]]);
  });

  it("tolerates a bare list of payouts", async () => {
    const target = await targetOf((_request, response) =>
      json(response, 200, {
        success: true,
        data: [{ id: 1, idempotencyKey: "run_1", status: "completed", amount: 10 }],
      }),
    );
    const pages = [];
    for await (const page of target.payouts("p")) pages.push(page);
    expect(pages).toEqual([[{ payoutId: "1", key: "run_1", status: "completed", amountSats: 10 }]]);
  });
});
