import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Clock, systemClock } from "../../src/domain/clock.ts";
import type { PaymentFaultName } from "../../src/domain/payment-fault.ts";
import { createNode, type NodeEvent } from "../../src/rail/core/node.ts";
import { errorLine } from "../../src/rail/dialects/lnd/http-server.ts";
import { updateLine } from "../../src/rail/dialects/lnd-json.ts";
import { startNodeServer } from "../../src/rail/dialects/lnd-rest.ts";
import { paymentOf } from "../../src/rail/payment-hash.ts";
import type { RailAnswer } from "../../src/rail/port.ts";
import { createRestRail } from "../../src/rail/rest-rail.ts";

const payment = paymentOf("po_1", "alice", 1_000_000);
const inFlight = updateLine(payment.paymentHash, 1_000_000, { kind: "in-flight" });
const settled = updateLine(payment.paymentHash, 1_000_000, { kind: "settled", preimage: payment.preimage });

const patiently = { timeout: 20_000, interval: 2 };

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

function railTo(url: string, railTimeoutMs = 30, clock: Clock = systemClock) {
  const rail = createRestRail({ url, railTimeoutMs, clock });
  cleanUp.push(rail.close);
  return rail;
}

interface NodeScene {
  readonly faults: readonly PaymentFaultName[];
  readonly railTimeoutMs?: number;
  readonly latencyMs?: number;
}

/** A node of ours with a rail to it. */
async function scene({ faults, railTimeoutMs, latencyMs = 1 }: NodeScene) {
  const events: string[] = [];
  const plan = [...faults];
  const node = createNode({
    clock: systemClock,
    faultOf: () => plan.shift() ?? "settle",
    observe: (event: NodeEvent) => events.push(event.kind),
    latencyMs,
  });
  const server = await startNodeServer(node);
  cleanUp.push(() => node.close(), server.close);
  return { node, server, events, rail: railTo(server.url, railTimeoutMs) };
}

describe("the rail to our own node", () => {
  const stories: Record<PaymentFaultName, { answer: RailAnswer; events: readonly string[]; state: string }> = {
    settle: { answer: { kind: "settled" }, events: ["received", "settled"], state: "settled" },
    failure: {
      answer: { kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" },
      events: ["received", "failed", "fired"],
      state: "failed",
    },
    timeout: {
      answer: { kind: "timeout" },
      events: ["received", "abandoned", "fired", "failed"],
      state: "failed",
    },
    "late-settle": {
      answer: { kind: "timeout" },
      events: ["received", "abandoned", "fired", "settled"],
      state: "settled",
    },
    "lost-answer": {
      answer: { kind: "broken", reason: "ECONNRESET" },
      events: ["received", "settled", "fired"],
      state: "settled",
    },
    stuck: { answer: { kind: "timeout" }, events: ["received", "abandoned", "fired"], state: "in-flight" },
    slow: { answer: { kind: "settled" }, events: ["received", "settled", "fired"], state: "settled" },
    "failed-but-settles": {
      answer: { kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" },
      events: ["received", "settled", "fired"],
      state: "settled",
    },
    contradictory: {
      answer: { kind: "settled", failureReason: "FAILURE_REASON_TIMEOUT" },
      events: ["received", "settled", "fired"],
      state: "settled",
    },
    "provider-busy": { answer: { kind: "broken", reason: "HTTP_503" }, events: ["rejected", "fired"], state: "absent" },
    "provider-error": {
      answer: { kind: "broken", reason: "HTTP_500" },
      events: ["received", "settled", "fired"],
      state: "settled",
    },
  };

  it.each(Object.entries(stories) as [PaymentFaultName, (typeof stories)[PaymentFaultName]][])(
    "answers fault %s as the table says, and the node knows what became of it",
    async (fault, story) => {
      const { rail, events, node } = await scene({ faults: [fault], railTimeoutMs: 30 });
      expect(await rail.track(payment.paymentHash)).toBe("absent");
      expect(await rail.send(payment)).toEqual(story.answer);
      await vi.waitFor(() => expect(events).toEqual(story.events), patiently);
      expect(await rail.track(payment.paymentHash)).toBe(story.state);
      node.heal();
      const end = story.state === "in-flight" ? "settled" : story.state;
      expect(await rail.track(payment.paymentHash)).toBe(end);
    },
  );

  it("learns that the payment is in transition, or already paid", async () => {
    const { rail, events, node } = await scene({ faults: ["stuck"] });
    const first = rail.send(payment);
    await vi.waitFor(() => expect(events).toContain("received"), patiently);
    expect(await rail.send(payment)).toEqual({ kind: "in-transition" });
    expect(await first).toEqual({ kind: "timeout" });
    await vi.waitFor(() => expect(events).toContain("abandoned"), patiently);
    node.heal();
    expect(await rail.send(payment)).toEqual({ kind: "already-paid" });
  });

  it("may try a failed payment again, and it may then settle", async () => {
    const { rail, events } = await scene({ faults: ["timeout", "settle"] });
    expect(await rail.send(payment)).toEqual({ kind: "timeout" });
    await vi.waitFor(() => expect(events).toContain("failed"), patiently);
    expect(await rail.send(payment)).toEqual({ kind: "settled" });
  });

  it("lets a healthy payment take many times its timeout, because the node has not reported it in flight", async () => {
    const { rail, events } = await scene({ faults: [], railTimeoutMs: 5, latencyMs: 150 });
    expect(await rail.send(payment)).toEqual({ kind: "settled" });
    expect(events).toEqual(["received", "settled"]);
  });

  it("settles one payment while three hundred are held", async () => {
    const held = Array.from({ length: 300 }, (): PaymentFaultName => "stuck");
    const { rail, node } = await scene({ faults: held, railTimeoutMs: 600_000 });
    const answers = held.map((_, index) => rail.send(paymentOf(`held_${index}`, "bob", 1_000)));
    await vi.waitFor(() => expect(node.inFlight).toBe(300), patiently);
    expect(await rail.send(payment)).toEqual({ kind: "settled" });
    node.heal();
    expect(await Promise.all(answers)).toEqual(held.map(() => ({ kind: "settled" })));
  });
});

/** A server of bytes, which knows nothing of HTTP. */
async function rawNode(
  react: (socket: Socket) => void,
): Promise<{ server: Server; url: string; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    socket.on("data", () => react(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return { server, sockets, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function http(status: number, body: string): string {
  return `HTTP/1.1 ${status} X\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const chunkedHead = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const other = paymentOf("po_2", "alice", 1_000_000);

describe("the rail to a node that talks nonsense", () => {
  const broken = (reason: string) => ({ kind: "broken", reason });
  it.each<[what: string, bytes: string, answer: object, state: string]>([
    ["no HTTP", "SSH-2.0-OpenSSH_9.6\r\n", broken("HPE_INVALID_CONSTANT"), "unknown"],
    ["no JSON", http(200, "paid!\n"), broken("UNPARSABLE"), "unknown"],
    ["JSON of no payment", http(200, "{}\n"), broken("UNPARSABLE"), "unknown"],
    [
      "another payment",
      http(200, updateLine(other.paymentHash, 1_000_000, { kind: "in-flight" })),
      broken("UNPARSABLE"),
      "unknown",
    ],
    ["an error we do not know, in a stream", http(200, errorLine(2, "no")), broken("UNPARSABLE"), "unknown"],
    ["an error we do not know", http(503, errorLine(14, "wallet locked")), broken("HTTP_503"), "unknown"],
    ["a page of HTML", http(502, "<html>\nBad Gateway"), broken("HTTP_502"), "unknown"],
    ["a settlement under the status of an error", http(500, settled), broken("HTTP_500"), "unknown"],
    ["nothing", http(200, ""), broken("ENDED_EARLY"), "unknown"],
    ["blank lines", http(200, "\n\r\n"), broken("ENDED_EARLY"), "unknown"],
    ["a line without end", http(200, "x".repeat(200_000)), broken("OVERSIZED"), "unknown"],
    ["404 for want of a route", http(404, errorLine(5, "Not Found")), broken("HTTP_404"), "unknown"],
    [
      "that it never heard of what it is to pay",
      http(404, errorLine(5, "payment isn't initiated")),
      broken("UNPARSABLE"),
      "absent",
    ],
    ["in flight, and then no end", http(200, inFlight), broken("ENDED_EARLY"), "in-flight"],
  ])("takes %s for no answer", async (_what, bytes, answer, state) => {
    const { url } = await rawNode((socket) => socket.write(bytes));
    const rail = railTo(url, 20_000);
    expect(await rail.send(payment)).toEqual(answer);
    expect(await rail.track(payment.paymentHash)).toBe(state);
  });

  it.each([
    ["byte by byte", [...(chunkedHead + chunk(inFlight) + chunk(settled))]],
    ["without an end of its last line", [http(200, (inFlight + settled).trim())]],
    ["with the line ends of Windows", [http(200, (inFlight + settled).replaceAll("\n", "\r\n"))]],
  ])("understands an answer that comes %s", async (_what, pieces) => {
    const { url } = await rawNode((socket) => {
      socket.setNoDelay(true);
      const next = (index: number) => {
        const piece = pieces[index];
        if (piece !== undefined) socket.write(piece, () => setImmediate(next, index + 1));
      };
      next(0);
    });
    expect(await railTo(url, 20_000).send(payment)).toEqual({ kind: "settled" });
  });

  it("reports a connection that is cut while the payment is in flight as broken", async () => {
    const { url } = await rawNode((socket) => socket.end(chunkedHead + chunk(inFlight)));
    expect(await railTo(url, 20_000).send(payment)).toEqual(broken("UND_ERR_SOCKET"));
  });

  it("reports why a node cannot be reached", async () => {
    const { url, server } = await rawNode(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    const rail = railTo(url);
    expect(await rail.send(payment)).toEqual(broken("ECONNREFUSED"));
    expect(await rail.track(payment.paymentHash)).toBe("unknown");
  });
});

/** A clock whose timeouts run when the test says so. */
function handClock() {
  const waiting: { readonly ms: number; run: (() => void) | null }[] = [];
  const clock: Clock = {
    ...systemClock,
    timeout(ms, then) {
      const timer: { readonly ms: number; run: (() => void) | null } = { ms, run: then };
      waiting.push(timer);
      return () => {
        timer.run = null;
      };
    },
  };
  const running = () => waiting.filter(({ run }) => run !== null);
  return {
    clock,
    /** Every timeout that was ever asked for, in milliseconds. */
    asked: () => waiting.map(({ ms }) => ms),
    /** Those that have not been cancelled. */
    set: () => running().map(({ ms }) => ms),
    fire: () => {
      for (const { run } of running()) run?.();
    },
  };
}

describe("the timeout of the rail", () => {
  it("starts with the first update; before that, only a much longer silence ends the wait", async () => {
    const { clock, set } = handClock();
    const { url, sockets } = await rawNode(() => undefined);
    const answer = railTo(url, 700, clock).send(payment);
    expect(set()).toEqual([7000]);
    await vi.waitFor(() => expect(sockets.size).toBe(1), patiently);
    for (const socket of sockets) socket.write(chunkedHead + chunk(inFlight));
    await vi.waitFor(() => expect(set()).toEqual([700]), patiently);
    for (const socket of sockets) socket.write(chunk(inFlight) + chunk(settled));
    expect(await answer).toEqual({ kind: "settled" });
    expect(set()).toEqual([]);
  });

  it("never starts for a payment whose end arrives with its first update", async () => {
    const { clock, asked, set } = handClock();
    const { url } = await rawNode((socket) => socket.write(http(200, inFlight + settled)));
    expect(await railTo(url, 100, clock).send(payment)).toEqual({ kind: "settled" });
    expect([asked(), set()]).toEqual([[5000], []]);
  });

  it("ends in a timeout and a closed connection when the node says nothing at all", async () => {
    const { clock, fire } = handClock();
    const asked: Socket[] = [];
    const { url } = await rawNode((socket) => asked.push(socket));
    const rail = railTo(url, 100, clock);
    const answers = [rail.send(payment), rail.track(payment.paymentHash)];
    await vi.waitFor(() => expect(asked).toHaveLength(2), patiently);
    fire();
    expect(await Promise.all(answers)).toEqual([{ kind: "timeout" }, "unknown"]);
    await vi.waitFor(() => expect(asked.every(({ closed }) => closed)).toBe(true), patiently);
  });

  it("never sends what was given up before there was a connection", async () => {
    const { clock, fire } = handClock();
    let requests = 0;
    const { url } = await rawNode(() => {
      requests += 1;
    });
    const rail = railTo(url, 100, clock);
    const answer = rail.send(payment);
    fire();
    expect(await answer).toEqual({ kind: "timeout" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(requests).toBe(0);
  });

  it("does not discard an answer that had arrived when it expired", async () => {
    const { url } = await rawNode((socket) => {
      socket.write(chunkedHead + chunk(inFlight));
      setTimeout(() => {
        socket.write(chunk(settled));
        // The answer is in the caller's socket now, and this process does nothing until long after the timeout.
        const until = performance.now() + 120;
        while (performance.now() < until);
      }, 5);
    });
    expect(await railTo(url, 60).send(payment)).toEqual({ kind: "settled" });
  });
});

describe("the closed rail", () => {
  it("breaks off what is under way, and sends nothing any more", async () => {
    const { rail, events } = await scene({ faults: ["stuck"], railTimeoutMs: 600_000 });
    const underWay = rail.send(payment);
    await vi.waitFor(() => expect(events).toEqual(["received"]), patiently);
    await rail.close();
    expect(await underWay).toEqual({ kind: "broken", reason: "UND_ERR_DESTROYED" });
    expect(await rail.send(payment)).toEqual({ kind: "broken", reason: "UND_ERR_DESTROYED" });
    expect(await rail.track(payment.paymentHash)).toBe("unknown");
    await rail.close();
  });

  it("leaves no socket behind, nor does the closed server", async () => {
    const open = () => process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP"));
    await vi.waitFor(() => expect(open()).toEqual([]), patiently);
    const { rail, server, node } = await scene({ faults: ["stuck", "settle", "late-settle"], railTimeoutMs: 20_000 });
    const answers = ["po_1", "po_2", "po_3"].map((id) => rail.send(paymentOf(id, "alice", 1_000)));
    await answers[1];
    await vi.waitFor(() => expect(node.inFlight).toBe(2), patiently);
    expect(open().length).toBeGreaterThan(3);
    await Promise.all([rail.close(), server.close()]);
    node.close();
    await Promise.all(answers);
    await vi.waitFor(() => expect(open()).toEqual([]), patiently);
  });
});
