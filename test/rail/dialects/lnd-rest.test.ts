import { request } from "node:http";
import { createConnection, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../src/domain/clock.ts";
import type { PaymentFaultName } from "../../../src/domain/payment-fault.ts";
import { createNode, type NodeEvent } from "../../../src/rail/core/node.ts";
import { errorLine } from "../../../src/rail/dialects/lnd/http-server.ts";
import { sendRequest, trackPath, updateLine } from "../../../src/rail/dialects/lnd-json.ts";
import { startNodeServer } from "../../../src/rail/dialects/lnd-rest.ts";
import { paymentOf } from "../../../src/rail/payment-hash.ts";

const payment = paymentOf("po_1", "alice", 1_000_000);
const inFlight = updateLine(payment.paymentHash, 1_000_000, { kind: "in-flight" });
const settled = updateLine(payment.paymentHash, 1_000_000, { kind: "settled", preimage: payment.preimage });
const noRoute = updateLine(payment.paymentHash, 1_000_000, { kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" });
const timedOut = updateLine(payment.paymentHash, 1_000_000, { kind: "failed", reason: "FAILURE_REASON_TIMEOUT" });

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function serve(...plan: readonly PaymentFaultName[]) {
  const events: NodeEvent["kind"][] = [];
  const faults = [...plan];
  const node = createNode({
    clock: systemClock,
    faultOf: () => faults.shift() ?? "settle",
    observe: ({ kind }) => events.push(kind),
  });
  const server = await startNodeServer(node);
  cleanUp.push(() => node.close(), server.close);
  const send = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/v2/router/send`, { method: "POST", body, headers });
  const track = (hash = payment.paymentHash, query = "") => fetch(server.url + trackPath(hash) + query);
  return { node, server, events, send, track };
}

/** A connection that has sent one request and hears whatever comes back. */
function rawSend(port: number, body = sendRequest(payment, 1)): { readonly socket: Socket; heard: string } {
  const socket = createConnection(port, "127.0.0.1");
  const ear = { socket, heard: "" };
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    ear.heard += chunk.toString();
  });
  socket.write(
    `POST /v2/router/send HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  cleanUp.push(() => socket.destroy());
  return ear;
}

const patiently = { timeout: 20_000, interval: 2 };

describe("a send, answered by the node's server", () => {
  it("streams LND's updates, whatever the content type of the request", async () => {
    const { send } = await serve();
    const answer = await send(sendRequest(payment, 1), { "content-type": "application/x-www-form-urlencoded" });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await answer.text()).toBe(inFlight + settled);
  });

  it("gives the reason of a failure in the stream", async () => {
    const { send } = await serve("failure");
    const answer = await send(sendRequest(payment, 1));
    expect([answer.status, await answer.text()]).toEqual([200, inFlight + noRoute]);
  });

  it("sends only the end to a caller that wants no more", async () => {
    const { send } = await serve("settle", "slow");
    const body = (payout: string) =>
      sendRequest(paymentOf(payout, "alice", 1_000_000), 1).replace("{", '{"no_inflight_updates":true,');
    expect(await (await send(body("po_1"))).text()).toBe(settled);
    expect((await (await send(body("po_2"))).text()).split("\n")).toHaveLength(2);
  });

  it("sends a slow payment's updates in one piece, so that no timeout can expire in between", async () => {
    const { send } = await serve("slow");
    const answer = await send(sendRequest(payment, 1));
    expect(answer.headers.get("transfer-encoding")).toBe(null);
    expect(await answer.text()).toBe(inFlight + settled);
  });

  it("is 409 for a hash that is in flight or paid", async () => {
    const { send, server, node } = await serve("stuck");
    rawSend(server.port);
    await vi.waitFor(() => expect(node.inFlight).toBe(1), patiently);
    const inTransition = await send(sendRequest(payment, 1));
    expect([inTransition.status, await inTransition.text()]).toEqual([409, errorLine(6, "payment is in transition")]);
    node.heal();
    await vi.waitFor(() => expect(node.settlements).toBe(1), patiently);
    const alreadyPaid = await send(sendRequest(payment, 1));
    expect([alreadyPaid.status, await alreadyPaid.text()]).toEqual([409, errorLine(6, "invoice is already paid")]);
  });

  it.each([
    ["not JSON", "amt=1", "the body must be JSON"],
    ["empty", "", "the body must be JSON"],
    ["no payment", "{}", "dest must be a compressed public key, 33 bytes in base64"],
    ["too long", " ".repeat(70_000), "Request body is too large"],
  ])("is 400 with one message for a body that is %s", async (_what, body, says) => {
    const { send, events } = await serve();
    const answer = await send(body);
    expect([answer.status, await answer.text()]).toEqual([400, errorLine(3, says)]);
    expect(events).toEqual([]);
  });

  it("has its end after timeout_seconds when its caller stays: failed, or settled all the same", async () => {
    const { send, node } = await serve("timeout", "late-settle");
    const startedMs = performance.now();
    const late = paymentOf("po_2", "alice", 1_000_000);
    const answers = await Promise.all([send(sendRequest(payment, 1)), send(sendRequest(late, 1))]);
    const heard = await Promise.all(answers.map((answer) => answer.text()));
    const lateLine = (update: Parameters<typeof updateLine>[2]) => updateLine(late.paymentHash, 1_000_000, update);
    expect(heard).toEqual([
      inFlight + timedOut,
      lateLine({ kind: "in-flight" }) + lateLine({ kind: "settled", preimage: late.preimage }),
    ]);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(1_000);
    expect([node.inFlight, node.settlements]).toEqual([0, 1]);
  });

  it("is 400 when it names its amount twice", async () => {
    const { send, events } = await serve();
    const answer = await send(sendRequest(payment, 1).replace("{", '{"amt":"1000",'));
    const says = "amt and amt_msat exclude each other: send one of them";
    expect([answer.status, await answer.text()]).toEqual([400, errorLine(3, says)]);
    expect(events).toEqual([]);
  });

  it.each([
    ["under the name of a page", { host: "evil.example" }],
    ["from a page", { host: "localhost", origin: "https://evil.example" }],
  ])("is 403 and pays nothing when it comes %s", async (_what, headers) => {
    const { server, events } = await serve();
    const status = await new Promise((resolve, reject) => {
      const where = { host: "127.0.0.1", port: server.port, method: "POST", path: "/v2/router/send", headers };
      const sending = request(where, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sending.on("error", reject).end(sendRequest(payment, 1));
    });
    expect([status, events]).toEqual([403, []]);
  });

  it("is reset without an answer when the answer is to be lost", async () => {
    const { server, events } = await serve("lost-answer");
    const caller = rawSend(server.port);
    const trouble = new Promise((resolve) => caller.socket.on("error", resolve));
    expect(await trouble).toMatchObject({ code: "ECONNRESET" });
    expect(caller.heard).toBe("");
    expect(events).toEqual(["received", "settled", "fired"]);
  });

  it("ends for the node when the caller closes its connection, and not before", async () => {
    const { server, events, node } = await serve("late-settle");
    const caller = rawSend(server.port);
    await vi.waitFor(() => expect(caller.heard).toContain("IN_FLIGHT"), patiently);
    expect(events).toEqual(["received"]);
    caller.socket.destroy();
    await vi.waitFor(() => expect(node.settlements).toBe(1), patiently);
    expect(events).toEqual(["received", "abandoned", "fired", "settled"]);
  });

  it("is 500 with the stack when choosing the fault throws", async () => {
    const node = createNode({
      clock: systemClock,
      faultOf: () => {
        throw new Error("no such fault");
      },
    });
    const server = await startNodeServer(node);
    cleanUp.push(server.close);
    const answer = await fetch(`${server.url}/v2/router/send`, { method: "POST", body: sendRequest(payment, 1) });
    expect(answer.status).toBe(500);
    expect(await answer.text()).toMatch(/^\{"error":\{"code":13,"message":"Error: no such fault\\n +at /);
    expect(node.inFlight).toBe(0);
  });
});

describe("a track, answered by the node's server", () => {
  it("is 404 for a hash that was never paid, 400 for what is no hash, and nothing else exists", async () => {
    const { track, server } = await serve();
    const absent = await track();
    expect([absent.status, await absent.text()]).toEqual([404, errorLine(5, "payment isn't initiated")]);
    const noHash = await fetch(`${server.url}/v2/router/track/AAAA`);
    expect([noHash.status, await noHash.text()]).toEqual([
      400,
      errorLine(3, "payment_hash must be 32 bytes in base64 (got 3)"),
    ]);
    for (const [path, message] of [
      [`${trackPath(payment.paymentHash)}%3D`, "payment isn't initiated"],
      ["/v2/router/track/%ZZ", "payment_hash must be base64"],
    ])
      expect(await (await fetch(`${server.url}${path}`)).text()).toContain(message);
    const elsewhere = await fetch(`${server.url}/v1/getinfo`);
    expect([elsewhere.status, await elsewhere.text()]).toEqual([404, errorLine(5, "Not Found")]);
  });

  it.each([
    ["settle", settled],
    ["failure", noRoute],
  ] as const)("tells the end of a payment with fault %s", async (fault, line) => {
    const { send, track } = await serve(fault);
    await (await send(sendRequest(payment, 1))).text();
    const answer = await track();
    expect([answer.status, await answer.text()]).toEqual([200, line]);
  });

  it("stays open while the payment is in flight, and ends with it", async () => {
    const { server, track } = await serve("timeout");
    const caller = rawSend(server.port);
    await vi.waitFor(() => expect(caller.heard).toContain("IN_FLIGHT"), patiently);
    const all = track();
    const endOnly = track(payment.paymentHash, "?no_inflight_updates=true");
    const heard = (await all).text();
    caller.socket.destroy();
    expect(await heard).toBe(inFlight + timedOut);
    expect(await (await endOnly).text()).toBe(timedOut);
  });
});

describe("the node's server, closed", () => {
  it("cuts its callers off at once, which the node does not take for a disconnect", async () => {
    const { server, events, node } = await serve("stuck", "timeout", "slow");
    const callers = ["po_1", "po_2", "po_3"].map((id) =>
      rawSend(server.port, sendRequest(paymentOf(id, "alice", 1_000_000), 1)),
    );
    await vi.waitFor(() => expect(node.inFlight).toBe(3), patiently);
    const cutOff = callers.map(({ socket }) => new Promise((resolve) => socket.on("close", resolve)));
    await server.close();
    await Promise.all(cutOff);
    // The slow one settles although there is nobody left to tell.
    await vi.waitFor(() => expect(node.settlements).toBe(1), patiently);
    expect(events).toEqual(["received", "received", "received", "settled", "fired"]);
  });

  it("has released its port", async () => {
    const { server, node } = await serve();
    await expect(startNodeServer(node, { port: server.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await server.close();
    const again = await startNodeServer(node, { port: server.port });
    cleanUp.push(again.close);
    expect(again.url).toBe(`http://127.0.0.1:${server.port}`);
  });
});
