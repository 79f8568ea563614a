import { connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { createApp } from "../../src/embedded/api-server.ts";
import { createMemoryStore } from "../../src/embedded/ledger/memory-store.ts";
import { runningApi } from "./running-api.ts";

const body = JSON.stringify({ gamertag: "alice", amount: 1000, projectId: "project_test_001" });
const head = `POST /api/v1/payouts HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
const health = "GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n";

const inMemory = () => runningApi({ store: createMemoryStore({ clock: systemClock }) });

/** A connection, and what has been heard on it. */
function connection(port: number) {
  const socket: Socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  const heard = { text: "", isClosed: false };
  socket.setEncoding("utf8").on("data", (chunk) => {
    heard.text += chunk;
  });
  socket
    .on("error", () => {})
    .on("close", () => {
      heard.isClosed = true;
    });
  return { socket, heard, until: (text: string) => expect.poll(() => heard.text, { interval: 2 }).toContain(text) };
}

describe("while the API closes", () => {
  it("a payout that is under way is answered as the last of its connection, and nothing after it is carried out", async () => {
    const { api, rail } = await inMemory();
    const end = rail.hold("alice");
    const { socket, heard } = connection(api.port);
    socket.write(head + body);
    await expect.poll(() => rail.sent.length, { interval: 2 }).toBe(1);
    const closed = api.close(10_000);
    socket.write(head + body);
    end({ kind: "settled" });
    expect(await closed).toBe(true);
    await expect.poll(() => heard.isClosed, { interval: 2 }).toBe(true);
    expect(heard.text.split("\r\n")[0]).toBe("HTTP/1.1 201 Created");
    expect(heard.text).toContain("\r\nconnection: close\r\n");
    expect(rail.sent.length).toBe(1);
  });

  it("a request on a connection that is still open is refused, and moves no money", async () => {
    const { api, rail, balance } = await inMemory();
    const end = rail.hold("alice");
    const [other, paying] = [connection(api.port), connection(api.port)];
    other.socket.write(head.slice(0, 30));
    paying.socket.write(head + body);
    await expect.poll(() => rail.sent.length, { interval: 2 }).toBe(1);
    const before = await balance();
    const closed = api.close(10_000);
    other.socket.write(head.slice(30) + body);
    await other.until("SHUTTING_DOWN");
    expect(other.heard.text).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(other.heard.text).toContain('"message":"The API is shutting down: nothing was done"');
    end({ kind: "settled" });
    expect([await closed, rail.sent.length, await balance()]).toEqual([true, 1, before]);
  });

  it("an idle connection is closed at once", async () => {
    const { api } = await inMemory();
    const { socket, heard, until } = connection(api.port);
    socket.write(health);
    await until("Healthy");
    expect(await api.close(10_000)).toBe(true);
    await expect.poll(() => heard.isClosed, { interval: 2 }).toBe(true);
  });
});

describe("a payout whose bytes", () => {
  it.each([1, 7, 40, head.length - 1, head.length, head.length + 1, head.length + body.length - 1])(
    "come in two parts, the first of them of %i, is one payout",
    async (at) => {
      const { api, rail } = await inMemory();
      const { socket, until } = connection(api.port);
      socket.setNoDelay(true).write((head + body).slice(0, at));
      await new Promise((resolve) => setTimeout(resolve, 5));
      socket.write((head + body).slice(at));
      await until('"success":true');
      expect(rail.sent.length).toBe(1);
    },
  );

  it("stop in the middle is none, and nothing to report", async () => {
    const { api, rail, bugs, call } = await inMemory();
    for (const at of [head.length, head.length + 9]) {
      const { socket } = connection(api.port);
      socket.write((head + body).slice(0, at));
      await new Promise((resolve) => setTimeout(resolve, 5));
      socket.resetAndDestroy();
    }
    expect((await call("GET", "/health")).status).toBe(200);
    expect([rail.sent, bugs]).toEqual([[], []]);
  });

  it("have all come is carried out, although its caller has left", async () => {
    const { api, rail, bugs, balance } = await inMemory();
    const end = rail.hold("alice");
    const { socket } = connection(api.port);
    socket.write(head + body);
    await expect.poll(() => rail.sent.length, { interval: 2 }).toBe(1);
    socket.resetAndDestroy();
    await new Promise((resolve) => setTimeout(resolve, 5));
    end({ kind: "settled" });
    await expect.poll(balance, { interval: 2 }).toBe(98_980);
    expect(bugs).toEqual([]);
  });
});

describe("what is not HTTP", () => {
  const garbage = "garbage\r\n\r\n";

  it.each([
    ["together with a payout", [head + body + garbage]],
    ["after two payouts that came at once", [head + body + head + body, garbage]],
  ])("%s is never told in the place of an answer: the connection breaks", async (_what, parts) => {
    const { api, rail, balance } = await inMemory();
    const end = rail.hold("alice");
    const { socket, heard } = connection(api.port);
    socket.write(parts[0] ?? "");
    await expect.poll(() => rail.sent.length, { interval: 2 }).toBeGreaterThan(0);
    socket.write(parts[1] ?? "");
    await expect.poll(() => heard.isClosed, { interval: 2 }).toBe(true);
    end({ kind: "settled" });
    await expect.poll(balance, { interval: 2 }).toBeLessThan(100_000);
    expect(heard.text).toBe("");
  });

  it("after a payout that is under way is told after its answer", async () => {
    const { api, rail } = await inMemory();
    const end = rail.hold("alice");
    const { socket, heard } = connection(api.port);
    socket.write(head + body);
    await expect.poll(() => rail.sent.length, { interval: 2 }).toBe(1);
    socket.write(garbage);
    await new Promise((resolve) => setTimeout(resolve, 5));
    end({ kind: "settled" });
    await expect.poll(() => heard.isClosed, { interval: 2 }).toBe(true);
    expect(heard.text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 201", "HTTP/1.1 400"]);
  });
});

describe("an answer", () => {
  it("says what it is, how long it is in bytes, when it was given, and how long the connection waits", async () => {
    const { api } = await inMemory();
    const { socket, heard, until } = connection(api.port);
    const named = JSON.stringify({ gamertag: "zoë 😀", amount: 1000, projectId: "project_test_001" });
    const length = Buffer.byteLength(named);
    socket.write(head.replace(/length: \d+/, `length: ${length}`) + named);
    await until("}}");
    const [lines = "", text = ""] = heard.text.split("\r\n\r\n");
    expect(lines.replace(/^Date: \w{3}, .* GMT$/m, "Date: D").split("\r\n")).toEqual([
      "HTTP/1.1 201 Created",
      "content-type: application/json; charset=utf-8",
      `content-length: ${Buffer.byteLength(text)}`,
      "Date: D",
      "Connection: keep-alive",
      "Keep-Alive: timeout=72",
    ]);
    expect(JSON.parse(text)).toMatchObject({ data: { gamertag: "zoë 😀" } });
  });

  it("of a bug is 500, and the bug is reported with its stack", async () => {
    const bugs: unknown[] = [];
    const app = createApp({ host: "127.0.0.1", onBug: (error) => bugs.push(error), onStorageFailure: () => {} });
    const bug = new Error("out of the blue");
    app.add("GET /at-once", () => {
      throw bug;
    });
    app.add("GET /later", () => Promise.reject(bug));
    const port = await app.listen(0);
    onTestFinished(() => app.close());
    for (const path of ["at-once", "later"]) {
      const answer = await fetch(`http://127.0.0.1:${port}/${path}`);
      expect([answer.status, await answer.json()]).toMatchObject([500, { message: "Internal error" }]);
    }
    expect(bugs).toEqual([bug, bug]);
  });

  it("is none where the port is taken: the system's error is", async () => {
    const { api } = await inMemory();
    const app = createApp({ host: "127.0.0.1", onBug: () => {}, onStorageFailure: () => {} });
    await expect(app.listen(api.port)).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
