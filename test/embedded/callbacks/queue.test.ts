import { describe, expect, it } from "vitest";
import type { CallbackReport } from "../../../src/embedded/callbacks/delivery.ts";
import { Callbacks } from "../../../src/embedded/callbacks/queue.ts";
import { createVirtualClock } from "../../domain/virtual-clock.ts";
import { payoutRecord } from "../ledger/temporary-ledger.ts";
import { runningApi } from "../running-api.ts";
import { callbackReceiver } from "./receiver.ts";

/** The `data` of an answer. */
function dataOf({ body }: { readonly body: unknown }): Readonly<Record<string, unknown>> {
  return (body as { data: Record<string, unknown> }).data;
}

/** An API, with its log of callbacks and the way to wait until it says something. */
async function withLog(wanted: Parameters<typeof runningApi>[0] = {}) {
  const running = await runningApi(wanted);
  const log = async () => {
    const { callbacks, count } = dataOf(await running.call("GET", "/api/v1/test/callbacks"));
    expect(count).toBe((callbacks as unknown[]).length);
    return callbacks as readonly CallbackReport[];
  };
  const settled = async () => {
    for (;;) {
      const reports = await log();
      if (reports.every(({ state }) => state !== "waiting")) return reports;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return { ...running, log, settled };
}

const stamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** What became of each callback, and what it told. */
function told(reports: readonly CallbackReport[]) {
  return reports.map(({ state, attempts, payload }) => [state, attempts, (payload.data as { status: string }).status]);
}

describe("a callback", () => {
  it("reaches the receiver after a completed payout, and is in the log", async () => {
    const { url, received } = await callbackReceiver();
    const { pay, settled } = await withLog();
    const data = dataOf(await pay({ callbackUrl: url }));
    const payload = { event: "payout.status_changed", timestamp: stamp, data };
    expect(await settled()).toEqual([{ url, payload, sentAt: stamp, state: "delivered", attempts: 1, reason: null }]);
    expect(received).toEqual([{ method: "POST", path: "/hook", contentType: "application/json", body: payload }]);
  });

  it("is in the log before the payout is answered", async () => {
    const { url } = await callbackReceiver(() => {});
    const { pay, log } = await withLog();
    await pay({ callbackUrl: url });
    expect(told(await log())).toEqual([["waiting", 1, "completed"]]);
  });

  it("is not sent for a payout that names no callbackUrl", async () => {
    const { pay, log } = await withLog();
    await pay();
    expect(await log()).toEqual([]);
  });

  it.each(["outbox", "tracked-saga"] as const)(
    "tells what the worker of %s decided in the background",
    async (strategy) => {
      const { url, received } = await callbackReceiver();
      const { pay, rail, call, settled } = await withLog({ strategy });
      rail.answer({ kind: "timeout" });
      rail.states.push("in-flight", "settled");
      const pending = await pay({ callbackUrl: url });
      expect(pending.status).toBe(202);
      while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      const data = dataOf(await call("GET", `/api/v1/payouts/${dataOf(pending)["id"]}`));
      expect(data["status"]).toBe("completed");
      expect(received.map(({ body }) => body)).toEqual([{ event: "payout.status_changed", timestamp: stamp, data }]);
      expect(told(await settled())).toEqual([["delivered", 1, "completed"]]);
    },
  );

  it("is sent once for each change, and not for what changes nothing", async () => {
    const { url } = await callbackReceiver();
    const { pay, rail, call, settled } = await withLog({ strategy: "rollback" });
    rail.answer({ kind: "failed", reason: "r" }, { kind: "timeout" });
    const id = dataOf(await pay({ callbackUrl: url }))["id"];
    for (let again = 1; again <= 3; again += 1) await pay({ callbackUrl: url });
    const label = (status: string) => call("PATCH", `/api/v1/payouts/${id}/status`, { status });
    await label("completed");
    await label("error");
    await label("error");
    await call("POST", `/api/v1/test/expire/${id}`);
    await call("POST", `/api/v1/test/expire/${id}`);
    expect(told(await settled())).toEqual(
      ["error", "completed", "error", "expired"].map((status) => ["delivered", 1, status]),
    );
  });

  it("is not sent for the label error on a payout that failed, because that is its status already", async () => {
    const { url } = await callbackReceiver();
    const { pay, rail, call, settled } = await withLog();
    rail.answer({ kind: "timeout" });
    const id = dataOf(await pay({ callbackUrl: url }))["id"];
    expect((await call("PATCH", `/api/v1/payouts/${id}/status`, { status: "error" })).status).toBe(200);
    expect(told(await settled())).toEqual([["delivered", 1, "error"]]);
  });
});

describe("a receiver that", () => {
  it("answers 500 twice gets a third try", async () => {
    const { url, received } = await callbackReceiver((response, number) => {
      response.writeHead(number <= 2 ? 500 : 204).end();
    });
    const { pay, settled } = await withLog();
    await pay({ callbackUrl: url });
    expect(told(await settled())).toEqual([["delivered", 3, "completed"]]);
    expect(received.length).toBe(3);
    expect(new Set(received.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  it.each([
    [500, {}],
    [404, {}],
    [307, { location: "/elsewhere" }],
    [101, { connection: "upgrade", upgrade: "x" }],
  ])("always answers %i is given up after four tries, and no redirect is followed", async (status, headers) => {
    const { url, received } = await callbackReceiver((response) => void response.writeHead(status, headers).end());
    const { pay, settled } = await withLog();
    await pay({ callbackUrl: url });
    expect(await settled()).toMatchObject([
      { state: "failed", attempts: 4, reason: `the receiver answered ${status}` },
    ]);
    expect(received.map(({ path }) => path)).toEqual(Array.from({ length: 4 }, () => "/hook"));
  });

  it("answers 200 and never ends its body counts as delivered", async () => {
    const { url } = await callbackReceiver((response) => void response.writeHead(200).write("a"));
    const { pay, settled } = await withLog();
    await pay({ callbackUrl: url });
    expect(await settled()).toMatchObject([{ state: "delivered", reason: null }]);
  });

  it("does not exist gets no callback, and the payout is still paid", async () => {
    const { pay, settled } = await withLog();
    expect((await pay({ callbackUrl: "http://127.0.0.1:1/" })).status).toBe(201);
    expect(await settled()).toMatchObject([
      { state: "failed", attempts: 4, reason: "the connection failed (ECONNREFUSED)" },
    ]);
  });

  it("never answers delays no payout, and has no connection once the API has closed", async () => {
    const { url, received, open } = await callbackReceiver(() => {});
    const { api, pay, balance } = await withLog();
    for (let payout = 1; payout <= 40; payout += 1) {
      expect((await pay({ callbackUrl: url, idempotencyKey: `key_${payout}` })).status).toBe(201);
    }
    expect(await balance()).toBe(100_000 - 40 * 1_020);
    while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await api.close(1_000)).toBe(true);
    while ((await open()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("answers a little later still gets its callback when the API closes", async () => {
    const { url, received } = await callbackReceiver((response) => void setTimeout(() => response.end(), 100));
    const { api, pay } = await withLog();
    await pay({ callbackUrl: url });
    expect(await api.close(10_000)).toBe(true);
    expect(received.length).toBe(1);
  });

  it("is not on this machine is not called", async () => {
    const { pay, log } = await withLog();
    await pay({ callbackUrl: "https://example.org/hook" });
    expect(await log()).toEqual([
      {
        url: "https://example.org/hook",
        payload: { event: "payout.status_changed", timestamp: stamp, data: expect.objectContaining({ amount: 1000 }) },
        sentAt: null,
        state: "not-sent",
        attempts: 0,
        reason: "callbacks only go to this machine unless serve is started with --allow-remote-callbacks",
      },
    ]);
  });
});

describe("a reset", () => {
  it("clears the log, also of what is on its way, and callbacks go on after it", async () => {
    const { url } = await callbackReceiver((response, number) => {
      if (number > 1) response.end();
    });
    const { pay, call, log, settled } = await withLog();
    await pay({ callbackUrl: url });
    await call("DELETE", "/api/v1/test/reset");
    expect(await log()).toEqual([]);
    await pay({ callbackUrl: url });
    expect(told(await settled())).toEqual([["delivered", expect.any(Number), "completed"]]);
  });
});

/** Callbacks under virtual time, through a sender that the test answers for. */
function scene(post: (address: string, signal: AbortSignal) => Promise<number>, allowRemote = false) {
  const clock = createVirtualClock();
  const sentAtMs: number[] = [];
  const sentTo: string[] = [];
  const sender = {
    post: (address: string, _json: string, signal: AbortSignal) => {
      sentAtMs.push(clock.now());
      sentTo.push(address);
      return post(address, signal);
    },
  };
  const callbacks = new Callbacks({ clock, sender, allowRemote });
  const changed = (callbackUrl: string) => callbacks.changed(payoutRecord({ callbackUrl }));
  return { clock, sentAtMs, sentTo, callbacks, changed };
}

const unanswered = (_: string, signal: AbortSignal) =>
  new Promise<number>((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));

describe("the tries of a callback", () => {
  it("wait 50, 100 and 200 ms for each other", async () => {
    const { clock, sentAtMs, changed, callbacks } = scene(async () => 503);
    changed("http://localhost/");
    await clock.advance(10_000);
    expect(sentAtMs).toEqual([0, 50, 150, 350]);
    expect([callbacks.isBusy, clock.pending()]).toEqual([false, 0]);
  });

  it("end after a second without an answer", async () => {
    const { clock, sentAtMs, changed, callbacks } = scene(unanswered);
    changed("http://localhost/");
    await clock.advance(10_000);
    expect(sentAtMs).toEqual([0, 1_050, 2_150, 3_350]);
    expect(callbacks.log).toMatchObject([{ state: "failed", reason: "no answer within 1000 ms" }]);
    expect([callbacks.isBusy, clock.pending()]).toEqual([false, 0]);
  });

  it.each([
    ["a try", unanswered],
    ["a wait", async () => 503],
  ])("are dropped by a stop in the middle of %s", async (_, post) => {
    const { clock, changed, callbacks } = scene(post);
    changed("http://localhost/");
    await clock.advance(20);
    callbacks.stop();
    await clock.advance(0);
    expect(callbacks.log).toMatchObject([{ state: "dropped", attempts: 1, reason: "the API was closed or reset" }]);
    expect([callbacks.isBusy, clock.pending()]).toEqual([false, 0]);
    changed("http://localhost/");
    expect(callbacks.log.length).toBe(1);
  });
});

describe("clearing", () => {
  it.each([
    ["a try", unanswered],
    ["a wait", async () => 503],
  ])("forgets callbacks in the middle of %s and those that wait, and takes new ones", async (_, post) => {
    const { clock, sentTo, changed, callbacks } = scene(post);
    for (let callback = 1; callback <= 17; callback += 1) changed(`http://localhost/${callback}`);
    await clock.advance(20);
    callbacks.clear();
    changed("http://localhost/new");
    await clock.advance(10_000);
    expect(sentTo.slice(16)).toEqual(Array.from({ length: 4 }, () => "http://localhost/new"));
    expect(callbacks.log).toMatchObject([{ url: "http://localhost/new", state: "failed", attempts: 4 }]);
    expect([callbacks.isBusy, clock.pending()]).toEqual([false, 0]);
  });
});

describe("callbacks", () => {
  it("are 16 on their way and 1,000 waiting at most, and the log holds the latest 1,000", async () => {
    const { sentAtMs, changed, callbacks } = scene(unanswered);
    for (let callback = 1; callback <= 1_020; callback += 1) changed(`http://localhost/${callback}`);
    expect(sentAtMs.length).toBe(16);
    const { log } = callbacks;
    expect([log.length, log[0]?.url]).toEqual([1_000, "http://localhost/21"]);
    expect(log.filter(({ state }) => state === "not-sent").map(({ url, reason }) => [url, reason])).toEqual(
      [1_017, 1_018, 1_019, 1_020].map((callback) => [
        `http://localhost/${callback}`,
        "too many callbacks are waiting",
      ]),
    );
  });

  it.each([
    ["http://127.0.0.1:9/", true],
    ["http://127.1/", true],
    ["http://[::1]:9/", true],
    ["http://LOCALHOST/", true],
    ["http://127.0.0.1.example.org/", false],
    ["http://127.0.0.1@example.org/", false],
    ["http://0.0.0.0/", false],
    ["http://10.0.0.1/", false],
    ["http://169.254.169.254/latest/meta-data", false],
  ])("that may not leave this machine go to %s: %j", (url, isSent) => {
    const { sentAtMs, changed } = scene(unanswered);
    changed(url);
    expect(sentAtMs.length).toBe(isSent ? 1 : 0);
  });

  it("leave this machine when they are allowed to", () => {
    const { sentAtMs, changed } = scene(unanswered, true);
    changed("https://example.org/hook");
    expect(sentAtMs.length).toBe(1);
  });
});
