import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Clock, systemClock } from "../../src/domain/clock.ts";
import { bodyOf } from "../../src/http/body.ts";
import { addFront, type Front, type Reply, type Serve } from "../../src/http/front.ts";
import { nodeReply } from "../../src/http/node-reply.ts";
import type { ArrivedRequest } from "../../src/http/ordinary-request.ts";

interface Scene {
  readonly port: number;
  readonly front: Front | undefined;
  readonly server: Server;
  /** What was served, and by whom. */
  readonly served: string[];
  /** How many bytes have arrived on all connections. */
  arrived(): number;
}

/** Serves each request, with the front or by node:http alone. */
async function scene(serve: Serve, isFronted = true, clock: Clock = systemClock): Promise<Scene> {
  const served: string[] = [];
  let isClosing = false;
  const reset = () => {};
  const server = createServer({ keepAliveTimeout: 72_000 }, (incoming, response) => {
    const { method = "", url = "", headers } = incoming;
    const reply = nodeReply(response, { isClosing: () => isClosing, reset });
    void bodyOf(incoming, 1_000).then((body = "(too large)") => {
      served.push("node");
      serve({ method, url, headers, body }, reply);
    });
  });
  const bySelf: Serve = (request, reply) => {
    served.push("front");
    serve(request, reply);
  };
  const front = isFronted ? addFront(server, bySelf, { keepAliveMs: 72_000, clock }) : undefined;
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => sockets.push(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    isClosing = true;
    front?.closeAll();
    server.closeAllConnections();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    front,
    server,
    served,
    arrived: () => sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
  };
}

/** Sends pieces, each once the one before has arrived; resolves with everything that comes until the other side is silent or ends, and whether it has ended. */
async function talk(
  { port, arrived }: Pick<Scene, "port" | "arrived">,
  pieces: readonly string[],
  isOver: (text: string) => boolean,
): Promise<string> {
  const socket = connect(port, "127.0.0.1").setEncoding("latin1").setNoDelay(true);
  await once(socket, "connect");
  onTestFinished(() => void socket.destroy());
  let text = "";
  let isEnded = false;
  socket.on("data", (data) => {
    text += String(data);
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    isEnded = true;
  });
  let sent = arrived();
  for (const piece of pieces) {
    socket.write(piece, "latin1");
    sent += piece.length;
    while (arrived() < sent && !isEnded) await systemClock.sleep(2);
  }
  while (!isEnded && !isOver(text)) await systemClock.sleep(2);
  // Whoever ends a connection does so right after the answer.
  await systemClock.sleep(20);
  return isEnded ? `${text}(ended)` : text;
}

const ordinary = (body: string, further = "") =>
  `POST /pay?a=1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${further}Content-Length: ${Buffer.byteLength(body, "latin1")}\r\n\r\n${body}`;
const get = "GET /%20?q HTTP/1.1\r\nhost: x\r\n\r\n";

/** What each request is and says, as an answer. */
const echo: Serve = ({ method, url, headers, body }, reply) => {
  const { "content-type": type, host } = headers;
  reply.send(body === "" ? 200 : 201, "text/plain", JSON.stringify({ method, url, type, host, body }), ["x-more", "1"]);
};

/** Status lines, bodies and the end; the order and the case of headers are anybody's. */
function essence(text: string): unknown {
  const answers = text.split(/(?=HTTP\/1\.1 )/).map((answer) => {
    const [head = "", ...body] = answer.split("\r\n\r\n");
    const [first = "", ...lines] = head.split("\r\n");
    const fields = lines.map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase()));
    return [first, fields.map((field) => (field.startsWith("date:") ? "date: …" : field)).sort(), body];
  });
  return answers;
}

describe("the front answers as node:http does", () => {
  it.each<[what: string, by: string, pieces: readonly string[], answers: number]>([
    ["a request with a body", "front", [ordinary("{}")], 1],
    ["one without", "front", [get], 1],
    ["one after the other", "front front front", [ordinary("{}"), get, ordinary("[1]")], 3],
    ["a body that is not ASCII", "front", [ordinary(Buffer.from("₿").toString("latin1"))], 1],
    ["a request in pieces", "node", [ordinary("{}").slice(0, 30), ordinary("{}").slice(30)], 1],
    ["a body after its head", "node", [ordinary("{}").slice(0, -2), "{}"], 1],
    ["two at once", "node node", [ordinary("{}") + get], 2],
    ["an ordinary one after one in pieces", "node node", [ordinary("{}").slice(0, 9), ordinary("{}").slice(9), get], 2],
    [
      "one in pieces after an ordinary one",
      "front node",
      [get, ordinary("{}").slice(0, 9), ordinary("{}").slice(9)],
      2,
    ],
    ["chunks", "node", ["POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"], 1],
    ["one that closes", "node", [ordinary("{}", "Connection: close\r\n")], 1],
    ["another method", "node", ["DELETE /a HTTP/1.1\r\nhost: x\r\n\r\n"], 1],
    ["a HEAD", "node", ["HEAD /a HTTP/1.1\r\nhost: x\r\n\r\n"], 1],
    ["an older protocol", "node", ["GET / HTTP/1.0\r\nhost: x\r\n\r\n"], 1],
    ["no host", "", ["GET / HTTP/1.1\r\n\r\n"], 1],
    ["two lengths", "", ["POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}"], 1],
    [
      "a length and chunks",
      "",
      ["POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}"],
      1,
    ],
    ["a length that is none", "", ["POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2x\r\n\r\n{}"], 1],
    ["a header twice", "node", [ordinary("{}", "X-A: 1\r\nX-A: 2\r\n")], 1],
    ["a folded header", "", ["GET / HTTP/1.1\r\nhost: x\r\nx-a: 1\r\n 2\r\n\r\n"], 1],
    ["a space before the colon", "", ["GET / HTTP/1.1\r\nhost : x\r\n\r\n"], 1],
    ["line feeds alone", "", ["GET / HTTP/1.1\nhost: x\n\n"], 1],
    ["no HTTP", "", ["hello\r\n\r\n"], 1],
    ["a long head", "node", [ordinary("{}", `X-A: ${"a".repeat(9_000)}\r\n`)], 1],
    ["a head that is too long", "", [ordinary("{}", `X-A: ${"a".repeat(20_000)}\r\n`)], 1],
    ["an address", "node", ["GET http://x/a HTTP/1.1\r\nhost: x\r\n\r\n"], 1],
    ["an expectation", "node", [ordinary("{}", "Expect: 100-continue\r\n")], 2],
    ["a body with a GET", "node", ["GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}"], 1],
    ["no length", "node", ["POST / HTTP/1.1\r\nhost: x\r\n\r\n"], 1],
    ["a body that is too large", "node", [ordinary("x".repeat(600)).slice(0, -100), "x".repeat(100)], 1],
  ])("%s", async (_what, by, pieces, answers) => {
    const [own, node] = [await scene(echo), await scene(echo, false)];
    const isOver = (text: string) => text.split("HTTP/1.1 ").length > answers && text.includes("\r\n\r\n");
    const [heard, wanted] = [await talk(own, pieces, isOver), await talk(node, pieces, isOver)];
    expect(essence(heard)).toEqual(essence(wanted));
    expect(own.served.join(" ")).toBe(by);
  });
});

describe("the front", () => {
  it("streams an answer in parts", async () => {
    const { port, arrived } = await scene((_request, reply) => {
      reply.write("text/plain", "één,");
      reply.write("text/plain", "");
      reply.end("two");
      reply.end("three");
    });
    const heard = await talk({ port, arrived }, [get], (text) => text.endsWith("0\r\n\r\n"));
    expect(heard).toContain("Transfer-Encoding: chunked");
    expect(heard.split("\r\n\r\n")[1]).toBe(`6\r\n${Buffer.from("één,").toString("latin1")}\r\n3\r\ntwo\r\n0`);
  });

  it("never takes what comes too late for one request as the answer to the next", async () => {
    const replies: Reply[] = [];
    const { port, arrived } = await scene(({ url }, reply) => {
      replies.push(reply);
      if (url === "/1") reply.send(200, "text/plain", "first");
      else {
        replies[0]?.send(200, "text/plain", "late");
        replies[0]?.write("text/plain", "late");
        replies[0]?.reset();
        reply.send(200, "text/plain", "second");
      }
    });
    const to = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
    const heard = await talk({ port, arrived }, [to("/1"), to("/2")], (text) => text.includes("second"));
    expect(heard.match(/first|late|second/g)).toEqual(["first", "second"]);
  });

  it("answers those who do not wait for answers in their order", async () => {
    const waiting: Reply[] = [];
    const { port, served } = await scene(({ url }, reply) => {
      if (url === "/slow") waiting.push(reply);
      else reply.send(200, "text/plain", url);
    });
    const to = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
    const socket = connect(port, "127.0.0.1").setEncoding("latin1");
    let heard = "";
    socket.on("data", (data) => {
      heard += String(data);
    });
    onTestFinished(() => void socket.destroy());
    socket.write(to("/slow"));
    while (waiting.length === 0) await systemClock.sleep(2);
    socket.write(to("/b"));
    await systemClock.sleep(20);
    socket.write(to("/c"));
    await systemClock.sleep(20);
    expect(served).toEqual(["front"]);
    waiting[0]?.send(200, "text/plain", "/a");
    while (!heard.includes("/c")) await systemClock.sleep(2);
    expect(heard.match(/\/[abc]/g)).toEqual(["/a", "/b", "/c"]);
    expect(served).toEqual(["front", "node", "node"]);
  });

  const leavings = (["end", "destroy", "resetAndDestroy"] as const).flatMap((how) =>
    [0, 1, 3].map((pieces) => ({ how, pieces })),
  );
  it.each(leavings)(
    "tells that a caller has left ($how, $pieces pieces later), and sends nothing to anybody then",
    async ({ how, pieces }) => {
      const overs: boolean[] = [];
      const replies: Reply[] = [];
      const { port } = await scene((_request, reply) => {
        replies.push(reply);
        reply.whenOver((left) => overs.push(left));
      });
      const socket = connect(port, "127.0.0.1").setNoDelay(true);
      onTestFinished(() => void socket.destroy());
      socket.write(get);
      while (replies.length === 0) await systemClock.sleep(2);
      for (let piece = 0; piece < pieces; piece += 1) {
        socket.write("\r\n");
        await systemClock.sleep(5);
      }
      socket[how]();
      while (overs.length === 0) await systemClock.sleep(2);
      replies[0]?.send(200, "text/plain", "nobody");
      expect([overs, replies[0]?.isOver]).toEqual([[true], true]);
    },
  );

  it("tells that a request is over to who asks after the answer as well", async () => {
    const overs: string[] = [];
    const { port, arrived } = await scene((_request, reply) => {
      reply.send(200, "text/plain", "done");
      reply.whenOver((left) => overs.push(`answered, ${left}`));
    });
    await talk({ port, arrived }, [get], (text) => text.endsWith("done"));
    expect(overs).toEqual(["answered, false"]);
  });

  it("gives whoever does not read the answers to node:http, which reads no further", async () => {
    const { port, served } = await scene((_request, reply) => reply.send(200, "text/plain", "x".repeat(300_000)));
    const socket = connect(port, "127.0.0.1").pause();
    onTestFinished(() => void socket.destroy());
    for (let request = 0; request < 200; request += 1) {
      socket.write(get);
      await systemClock.sleep(1);
    }
    await expect.poll(() => served.includes("node"), { interval: 5 }).toBe(true);
    let before = -1;
    while (served.length > before) {
      before = served.length;
      await systemClock.sleep(200);
    }
    expect(served.length).toBeLessThan(150);
  });

  it("tells no leaving where the answer was given, or where we stop", async () => {
    const overs: boolean[] = [];
    const replies: Reply[] = [];
    const { port, front } = await scene((_request: ArrivedRequest, reply: Reply) => {
      replies.push(reply);
      reply.whenOver((left) => overs.push(left));
    });
    const [first, second] = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
    onTestFinished(() => void second.destroy());
    first.write(get);
    second.on("error", () => {}).write(get);
    while (replies.length < 2) await systemClock.sleep(2);
    replies[0]?.send(200, "text/plain", "");
    while (overs.length < 1) await systemClock.sleep(2);
    first.destroy();
    front?.closeAll();
    while (overs.length < 2) await systemClock.sleep(2);
    expect(overs).toEqual([false, false]);
  });

  it("ends the connections that wait when it closes, and the others after their answers", async () => {
    const replies: Reply[] = [];
    const { port, arrived, front, server } = await scene((_request, reply) => void replies.push(reply));
    const idle = talk({ port, arrived }, [get], (text) => text.includes("idle") && false);
    while (replies.length < 1) await systemClock.sleep(2);
    replies[0]?.send(200, "text/plain", "idle");
    const busy = talk({ port, arrived }, [get], () => false);
    while (replies.length < 2) await systemClock.sleep(2);
    server.close();
    front?.closeIdle();
    expect(await idle).toMatch(/idle\(ended\)$/);
    replies[1]?.send(200, "text/plain", "busy");
    expect(await busy).toMatch(/connection: close[\s\S]*busy\(ended\)$/);
  });

  it("leaves a connection on which nothing comes to node:http, and ends one that has waited for too long", async () => {
    let tick = () => {};
    let nowMs = 0;
    const clock: Clock = {
      ...systemClock,
      now: () => nowMs,
      every(_ms, then) {
        tick = then;
        return () => {};
      },
    };
    const { port, arrived, served } = await scene(echo, true, clock);
    const silent = connect(port, "127.0.0.1").setEncoding("utf8");
    const heard = talk({ port, arrived }, [get], () => false);
    while (served.length < 1) await systemClock.sleep(2);
    tick();
    silent.write(get);
    await once(silent, "data");
    expect(served).toEqual(["front", "node"]);
    nowMs = 72_001;
    tick();
    expect(await heard).toMatch(/\(ended\)$/);
    silent.destroy();
  });
});
