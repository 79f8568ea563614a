import { request } from "node:http";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createApp } from "../../src/embedded/api-server.ts";
import { runningApi } from "./running-api.ts";

function refused(status: number, code: string, message: string) {
  return { status, body: { success: false, message, data: { error: code }, error: { code, message } } };
}

/** A call with headers that `fetch` does not let anybody choose. */
function call(port: number, method: string, path: string, headers: Readonly<Record<string, string>>) {
  return new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const sending = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode, body: JSON.parse(text) }));
    });
    sending.on("error", reject).end();
  });
}

describe("a page whose name resolves to this machine", () => {
  it.each([
    "evil.example",
    "evil.example:3000",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "evil.example#@localhost",
    "10.0.0.1",
    "a b",
    "user@localhost",
  ])("resets nothing under the host %s", async (host) => {
    const { api, pay, balance } = await runningApi();
    await pay();
    const message = `Unexpected host ${JSON.stringify(host)}: call this server at 127.0.0.1 or localhost`;
    expect(await call(api.port, "DELETE", "/api/v1/test/reset", { host })).toEqual(
      refused(421, "MISDIRECTED_REQUEST", message),
    );
    expect(await balance()).toBe(98_980);
  });

  it("is refused whatever it calls", async () => {
    const { api } = await runningApi();
    for (const path of ["/health", "/metrics", "/api/v1/projects/project_test_001/balance", "/nothing"]) {
      expect((await call(api.port, "GET", path, { host: "evil.example" })).status).toBe(421);
    }
  });
});

describe("whoever calls this machine by a name of its own is answered:", () => {
  it.each([
    "localhost",
    "localhost:3000",
    "LOCALHOST:8080",
    "127.0.0.1",
    "127.1.2.3:80",
    "[::1]:3000",
    "wallet.localhost:3000",
    "host.docker.internal:3000",
  ])("%s", async (host) => {
    const { api } = await runningApi();
    expect((await call(api.port, "GET", "/health", { host })).status).toBe(200);
  });

  it("a client of HTTP/1.0, which names nobody", async () => {
    const { api } = await runningApi();
    const head = await new Promise<string>((resolve, reject) => {
      const socket = connect(api.port, "127.0.0.1", () => socket.write("GET /health HTTP/1.0\r\n\r\n"));
      socket.once("data", (chunk) => resolve(String(chunk))).once("error", reject);
      onTestFinished(() => void socket.destroy());
    });
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("a page of another origin", () => {
  it.each(["https://evil.example", "http://evil.example:3000", "null", "file://", "http://localhost.evil.example"])(
    "labels nothing from %s",
    async (origin) => {
      const { api, pay, call: ask } = await runningApi();
      const id = String(((await pay()).body as { data: { id: string } }).data.id);
      const message = `Requests from the origin ${JSON.stringify(origin)} are not allowed: only pages on this machine may call this API`;
      expect(await call(api.port, "POST", `/api/v1/test/expire/${id}`, { origin })).toEqual(
        refused(403, "FOREIGN_ORIGIN", message),
      );
      expect(await ask("GET", `/api/v1/payouts/${id}`)).toMatchObject({ body: { data: { status: "completed" } } });
    },
  );

  it.each(["http://localhost:5173", "http://127.0.0.1:3000", "https://localhost"])(
    "on this machine may: %s",
    async (origin) => {
      const { api } = await runningApi();
      expect((await call(api.port, "GET", "/health", { origin })).status).toBe(200);
    },
  );
});

const nobody = { host: "127.0.0.1", onBug: () => {}, onStorageFailure: () => {} };

describe("a caller whose request never completes", () => {
  it.each([
    ["nothing", ""],
    ["half a header", "GET /health HTTP/1.1\r\nhost: local"],
    [
      "half a body",
      'POST /api/v1/payouts HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{"a',
    ],
  ])("is cut off after %s, and the one who is waited for is not", async (_what, sent) => {
    const app = createApp({ ...nobody, arrivalLimitMs: 200 });
    const done = { status: 200, type: "text/plain", text: "done" };
    app.add("GET /slow", async () => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      return done;
    });
    app.add("POST /api/v1/payouts", () => done);
    const port = await app.listen(0);
    onTestFinished(() => app.close());
    const waited = fetch(`http://127.0.0.1:${port}/slow`).then((answer) => answer.text());
    const said = new Promise<string>((resolve, reject) => {
      let text = "";
      const socket = connect(port, "127.0.0.1", () => socket.write(sent));
      socket.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      socket.on("close", () => resolve(text)).on("error", reject);
    });
    const [head, body] = (await said).split("\r\n\r\n");
    expect(head?.split("\r\n")[0]).toBe("HTTP/1.1 408 Request Timeout");
    expect(JSON.parse(body ?? "")).toEqual(refused(408, "REQUEST_TIMEOUT", "The request took too long to arrive").body);
    expect(await waited).toBe("done");
  });

  it("has 20 seconds", () => {
    const { server } = createApp(nobody);
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 20_000]);
  });
});
