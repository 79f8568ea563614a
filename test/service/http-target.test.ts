import { describe, expect, it } from "vitest";
import { json, targetAt, targetOf } from "./api-of.ts";

const payout = { gamertag: "run_player_7", amountMsat: 1_000_000, projectId: "p", idempotencyKey: "run_7" };
describe("sending a payout over HTTP", () => {
  it("sends the contract's body to the contract's path", async () => {
    const seen: unknown[] = [];
    const target = await targetOf((request, response, body) => {
      seen.push(request.method, request.url, request.headers["content-type"], JSON.parse(body));
      json(response, 201, { success: true, data: { id: "po_7", status: "completed" } });
    });
    expect(await target.send(payout)).toEqual({
      outcome: "paid",
      reason: "none",
      status: 201,
      code: "",
      payoutId: "po_7",
    });
    expect(seen).toEqual([
      "POST",
      "/api/v1/payouts",
      "application/json",
      { gamertag: "run_player_7", amount: 1000, projectId: "p", idempotencyKey: "run_7" },
    ]);
  });

  it("keeps a path in front of the API", async () => {
    const answer = { success: false };
    const seen: (string | undefined)[] = [];
    const target = await targetOf(
      (request, response) => {
        seen.push(request.url);
        json(response, 404, answer);
      },
      {},
      "/pay/",
    );
    expect(await target.send(payout)).toMatchObject({ outcome: "refused", status: 404 });
    await expect(target.balance("a b")).rejects.toThrow("GET /pay/api/v1/projects/a%20b/balance answered 404");
    expect(seen).toEqual(["/pay/api/v1/payouts", "/pay/api/v1/projects/a%20b/balance"]);
  });

  it("knows nothing when the connection is reset", async () => {
    const target = await targetOf((request) => request.socket.destroy());
    expect(await target.send(payout)).toMatchObject({ outcome: "unknown", reason: "no-answer", status: 0 });
  });

  it("knows nothing when its patience ends, and hangs up", async () => {
    let closed: () => void = () => {};
    const hungUp = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const target = await targetOf((request) => void request.socket.once("close", closed), { clientTimeoutMs: 50 });
    expect(await target.send(payout)).toEqual({
      outcome: "unknown",
      reason: "client-timeout",
      status: 0,
      code: "CLIENT_TIMEOUT",
      payoutId: "",
    });
    await hungUp;
  });

  it("knows nothing when nobody listens", async () => {
    const gone = targetAt("http://127.0.0.1:1");
    expect(await gone.send(payout)).toEqual({
      outcome: "unknown",
      reason: "no-answer",
      status: 0,
      code: "ECONNREFUSED",
      payoutId: "",
    });
    expect(gone.url).toBe("http://127.0.0.1:1");
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
      { outcome: "unknown", reason: "no-answer", status: 0, code: "ECONNRESET", payoutId: "" },
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
    expect(await target.send(payout)).toMatchObject({
      outcome: "unknown",
      reason: "unreadable",
      code: "ANSWER_TOO_LARGE",
    });
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

describe("an answer to a payout over HTTP", () => {
  it.each([
    [201, "unreadable"],
    [502, "gateway"],
    [402, "gateway"],
  ])("of %i that is cut short says nothing, and keeps its status", async (status, reason) => {
    const target = await targetOf((_request, response) => {
      const body = '{"success":true,"data":{"id":"po_1","status":"completed"}}';
      response.writeHead(status, { "content-length": String(body.length + 1) }).write(body, () => response.destroy());
    });
    expect(await target.send(payout)).toEqual({ outcome: "unknown", reason, status, code: "CUT_SHORT", payoutId: "" });
  });

  it("that breaks off within its chunks says nothing, even where what has come looks whole", async () => {
    const target = await targetOf((_request, response) => {
      response.writeHead(201).write('{"success":true}', () => response.destroy());
    });
    expect(await target.send(payout)).toMatchObject({ outcome: "unknown", reason: "unreadable", status: 201 });
  });

  it("of a gateway is not the service's, whatever its status", async () => {
    const page = "<html>504 Gateway Time-out</html>";
    for (const status of [200, 408, 429, 502, 503, 504]) {
      const target = await targetOf((_request, response) => void response.writeHead(status).end(page));
      expect(await target.send(payout)).toMatchObject({ outcome: "unknown", reason: "gateway", status });
    }
  });

  it("that follows informational ones is the only one", async () => {
    const target = await targetOf((_request, response) => {
      response.writeProcessing();
      response.writeProcessing();
      json(response, 504, { success: false, error: { code: "PAYMENT_TIMEOUT" } });
    });
    expect(await target.send(payout)).toMatchObject({ reason: "payment-timeout", status: 504 });
  });

  it("that breaks off after an informational one is none", async () => {
    const target = await targetOf((request, response) => {
      response.writeProcessing();
      setImmediate(() => request.socket.destroy());
    });
    expect(await target.send(payout)).toMatchObject({ outcome: "unknown", reason: "no-answer", status: 0 });
  });

  it("of bytes that are no text is not taken for another text", async () => {
    const target = await targetOf((_request, response) => {
      response
        .writeHead(201)
        .end(Buffer.concat([Buffer.from('{"success":true,"x":"'), Buffer.from([0xff, 0x22, 0x7d])]));
    });
    expect(await target.send(payout)).toMatchObject({ outcome: "unknown", reason: "unreadable", code: "NOT_UTF8" });
  });

  it("does not show the secret that it echoes", async () => {
    const target = await targetOf(
      (request, response) => {
        const code = request.headers.authorization?.replace("Bearer ", "");
        json(response, 401, { success: false, error: { code }, data: { id: code } });
      },
      { authorization: "Bearer hunter2-and-more" },
    );
    expect(await target.send(payout)).toEqual({
      outcome: "refused",
      reason: "rejected",
      status: 401,
      code: "REDACTED",
      payoutId: "REDACTED",
    });
  });
});
