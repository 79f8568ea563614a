import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { Pool } from "undici";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { UndiciLine } from "../../src/http/undici-line.ts";
import { Connections } from "../../src/service/connections.ts";
import { exchanged, type Raw } from "../../src/service/exchanges.ts";
import type { HttpRequest } from "../../src/service/http-request.ts";
import { PayoutExchange } from "../../src/service/payout-exchange.ts";

/** A server of bytes: calls `take` for every request, which has come in one piece, with the number of its connection. */
async function serverOf(take: (socket: Socket, connection: number, request: string) => void): Promise<string> {
  let connections = 0;
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const connection = connections;
    connections += 1;
    sockets.push(socket);
    socket.setEncoding("latin1").on("error", () => {});
    socket.on("data", (request) => take(socket, connection, String(request)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function connectionsWith(clock = systemClock, clientTimeoutMs = 10_000): Connections {
  const connections = new Connections(clock, clientTimeoutMs);
  onTestFinished(() => connections.close());
  return connections;
}

function to(origin: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: "POST", origin, path: "/pay", headers: { "content-type": "application/json" }, body: "{}", ...more };
}

function lengthOf(text: string): string {
  return `HTTP/1.1 201 Created\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
}

/** Each way of answering: pieces that are sent a turn apart, and what happens to the connection then. */
const ways: Readonly<Record<string, readonly [pieces: readonly string[], then: "stays" | "ends" | "is reset"]>> = {
  "with a length": [[lengthOf("paid")], "stays"],
  "in pieces": [["HTTP/1.1 201 Crea", "ted\r\ncontent-length: 4\r", "\n\r\npa", "id"], "stays"],
  "with a length, and ends": [[lengthOf("paid")], "ends"],
  "as the last on its connection": [["HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 4\r\n\r\npaid"], "ends"],
  "in the old protocol": [["HTTP/1.0 200 OK\r\ncontent-length: 4\r\n\r\npaid"], "ends"],
  "in chunks": [["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\npa\r\n", "2\r\nid\r\n0\r\n\r\n"], "stays"],
  "until it ends": [["HTTP/1.1 200 OK\r\n\r\npa", "id"], "ends"],
  "until it is reset": [["HTTP/1.1 200 OK\r\n\r\npaid"], "is reset"],
  "after a hint": [["HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n", lengthOf("paid")], "stays"],
  "with no content": [["HTTP/1.1 204 No Content\r\n\r\n"], "stays"],
  "with a header twice": [["HTTP/1.1 402 No\r\nX-A: 1\r\nx-a: \u00e9 \r\ncontent-length: 0 \r\n\r\n"], "stays"],
  "in bytes that are no text": [[lengthOf("\u00ff")], "stays"],
  "in another alphabet": [[lengthOf(Buffer.from("paid \u20bf").toString("latin1"))], "stays"],
  "with more than one": [[lengthOf("paid") + lengthOf("refused")], "stays"],
  "with less than its length": [["HTTP/1.1 201 Created\r\ncontent-length: 9\r\n\r\npaid"], "ends"],
  "with less than its length, and a reset": [["HTTP/1.1 201 Created\r\ncontent-length: 9\r\n\r\npaid"], "is reset"],
  "with half of its chunks": [["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\npa\r\n"], "ends"],
  "with chunks that are none": [["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"], "stays"],
  "with half a head": [["HTTP/1.1 200 OK\r\ncontent-le"], "ends"],
  "with a hint, and ends": [["HTTP/1.1 103 Early Hints\r\n\r\n"], "ends"],
  "that it may go on": [["HTTP/1.1 100 Continue\r\n\r\n", lengthOf("paid")], "stays"],
  "in another protocol": [["SSH-2.0-OpenSSH\r\n\r\n"], "stays"],
  "with two lengths": [["HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-length: 4\r\n\r\npaid"], "stays"],
  "with a length and chunks": [
    ["HTTP/1.1 200 OK\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"],
    "stays",
  ],
  "with nothing, and ends": [[], "ends"],
  "with nothing, and a reset": [[], "is reset"],
};

async function answer(socket: Socket, name: string): Promise<void> {
  const [pieces = [], then = "stays"] = ways[name] ?? [];
  for (const piece of pieces) {
    if (!socket.destroyed) socket.write(piece, "latin1");
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  if (then === "ends") socket.end();
  if (then !== "is reset") return;
  // A reset may throw away what has not been read.
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.resetAndDestroy();
}

/** What undici makes of it. */
function throughUndici(origin: string): Promise<Raw> {
  const pool = new Pool(origin);
  onTestFinished(() => pool.destroy());
  return new Promise((resolve) => {
    const exchange = new PayoutExchange(Number.POSITIVE_INFINITY, systemClock, resolve);
    pool.dispatch({ method: "POST", path: "/pay", body: "{}" }, new UndiciLine(exchange));
  });
}

/** The reason why there was no answer may have another name. */
function known(raw: Raw): unknown {
  return raw.kind === "none" ? raw.kind : raw;
}

describe("a server that answers", () => {
  it.each(Object.keys(ways))("%s is understood as undici understands it", async (name) => {
    const origin = await serverOf((socket) => void answer(socket, name));
    const [ours, theirs] = await Promise.all([exchanged(connectionsWith(), to(origin)), throughUndici(origin)]);
    expect(known(ours)).toEqual(known(theirs));
  });
});

describe("a connection", () => {
  it("is used again, with one request at a time", async () => {
    const used: number[] = [];
    const origin = await serverOf((socket, connection) => {
      used.push(connection);
      socket.write(lengthOf("paid"));
    });
    const connections = connectionsWith();
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([exchanged(connections, to(origin)), exchanged(connections, to(origin))]);
    }
    expect(used.length).toBe(6);
    expect(new Set(used)).toEqual(new Set([0, 1]));
  });

  it("is not used again once it may be closed at any moment", async () => {
    let nowMs = 0;
    const clock = { ...systemClock, now: () => nowMs };
    const used: number[] = [];
    const origin = await serverOf((socket, connection) => {
      used.push(connection);
      socket.write("HTTP/1.1 200 OK\r\nkeep-alive: timeout=5\r\ncontent-length: 0\r\n\r\n");
    });
    const connections = connectionsWith(clock);
    for (const atMs of [0, 2_900, 6_000]) {
      nowMs = atMs;
      await exchanged(connections, to(origin));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(used).toEqual([0, 0, 1]);
  });

  it.each([
    ["connection: close\r\n", ""],
    ["keep-alive: timeout=1\r\n", ""],
    ["", "HTTP/1.1 201 Created\r\n"],
  ])("is not used again after an answer with %j and then %j", async (header, more) => {
    const used: number[] = [];
    const origin = await serverOf((socket, connection) => {
      used.push(connection);
      socket.write(`HTTP/1.1 200 OK\r\n${header}content-length: 4\r\n\r\npaid${more}`);
    });
    const connections = connectionsWith();
    await exchanged(connections, to(origin));
    await exchanged(connections, to(origin));
    expect(used).toEqual([0, 1]);
  });

  it("gives no answer that came before the request", async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const origin = await serverOf((socket, connection) => {
      if (connection > 0) return void socket.write(lengthOf("second"));
      closed = once(socket, "close");
      socket.write(lengthOf("first"));
      setTimeout(() => socket.write(lengthOf("nobody asked")), 5);
    });
    const connections = connectionsWith();
    await exchanged(connections, to(origin));
    await closed;
    expect(await exchanged(connections, to(origin))).toMatchObject({ kind: "answer", text: "second" });
  });

  it("is ended with what it carries", async () => {
    const origin = await serverOf(() => {});
    const connections = new Connections(systemClock, 10_000);
    const raw = exchanged(connections, to(origin));
    await connections.close();
    expect(await raw).toEqual({ kind: "none", code: "UND_ERR_DESTROYED" });
    expect(await exchanged(connections, to(origin))).toEqual({ kind: "none", code: "UND_ERR_DESTROYED" });
  });

  it("does not carry what nobody waits for any more when it is made", async () => {
    const seen: string[] = [];
    const origin = await serverOf((socket, _connection, request) => {
      seen.push(request.slice(0, 10));
      socket.write(lengthOf("paid"));
    });
    const connections = connectionsWith();
    const abort = new AbortController();
    const given = exchanged(connections, to(origin), { signal: abort.signal });
    abort.abort();
    expect(await given).toEqual({ kind: "none", code: "ABORTED" });
    await exchanged(connections, to(origin, { path: "/other" }));
    expect(seen).toEqual(["POST /othe"]);
  });
});

describe("a request", () => {
  it.each<[string, Partial<HttpRequest>, string]>([
    ["of text", {}, "POST /pay HTTP/1.1\r\n* content-type: application/json\r\n* content-length: 2\r\n\r\n{}"],
    ["of other letters", { body: '"\u20bf"' }, 'content-length: 5\r\n\r\n"\u00e2\u0082\u00bf"'],
    ["without a body", { body: null, headers: {} }, "POST /pay HTTP/1.1\r\n* content-length: 0\r\n\r\n"],
    ["that only asks", { method: "GET", body: null, headers: {} }, "GET /pay HTTP/1.1\r\n*\r\n\r\n"],
    ["with a header of the connection", { headers: { connection: "close" } }, "connection: close\r\n*{}"],
    ["with a body where there is none", { method: "DELETE" }, "DELETE /pay HTTP/1.1\r\n*{}"],
  ])("%s is written as it should be", async (_what, more, expected) => {
    let written = "";
    const origin = await serverOf((socket, _connection, request) => {
      written += request;
      if (expected.endsWith("{}") ? written.endsWith("{}") : true) socket.write(lengthOf("paid"));
    });
    expect(await exchanged(connectionsWith(), to(origin, more))).toMatchObject({ text: "paid" });
    for (const part of expected.split("*")) expect(written).toContain(part.trim());
    expect(written.match(/^host: 127\.0\.0\.1:\d+\r$/gm)).toHaveLength(1);
  });

  it.each<[string, Partial<HttpRequest>]>([
    ["a path with a space", { path: "/a b" }],
    ["a header with a line break", { headers: { a: "b\r\nc: d" } }],
    ["a header without a name", { headers: { "": "b" } }],
  ])("with %s is not sent", async (_what, more) => {
    const origin = await serverOf((socket) => socket.write(lengthOf("paid")));
    expect(await exchanged(connectionsWith(), to(origin, more))).toEqual({ kind: "none", code: "UND_ERR_INVALID_ARG" });
  });
});
