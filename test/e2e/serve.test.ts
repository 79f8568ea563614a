import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { chaosPayout, onceForAll, serve, start, temporaryFolder } from "./program.ts";

const project = "project_test_001";

async function post(url: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function balanceAt(url: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/projects/${project}/balance`);
  return ((await response.json()) as { data: { balance: number } }).data.balance;
}

/** The walk by hand: twenty payouts of 1,000 sats with the switch on. */
async function walk(url: string, rollbackOnTimeout: boolean, prefix: string) {
  await post(`${url}/api/v1/test/failure-injection`, { enabled: true, timeoutRate: 0.05, rollbackOnTimeout });
  const before = await balanceAt(url);
  const statuses: number[] = [];
  for (let payout = 1; payout <= 20; payout += 1) {
    const answer = await post(`${url}/api/v1/payouts`, {
      ...{ gamertag: `${prefix}_player_${payout}`, amount: 1000, projectId: project },
      idempotencyKey: `${prefix}_${payout}`,
    });
    statuses.push(answer.status);
  }
  const count = (status: number) => statuses.filter((each) => each === status).length;
  return { before, after: await balanceAt(url), paid: count(201), timedOut: count(504) };
}

/** Puts everything back to the start, so that the next test can use the same process. */
const reset = (url: string) => fetch(`${url}/api/v1/test/reset`, { method: "DELETE" });

/** A `serve` without flags, for all tests that need no other. */
const server = onceForAll((atTheEnd) => serve([], atTheEnd));

describe("serve, by hand", () => {
  it("says in its first lines where it listens and what to try next", async () => {
    await server().until("payouts");
    expect(server().stdout().split("\n")[0]).toBe(`chaos-payout serve: listening on ${server().url}`);
    expect(server().stdout()).toContain("curl");
  });

  it("names its Lightning node, which takes the payments of a service of one's own", async () => {
    await server().until("payouts");
    const [, nodeUrl] = /^Its Lightning node .*: (http:\/\/127\.0\.0\.1:\d+)$/m.exec(server().stdout()) ?? [];
    const answer = await fetch(`${nodeUrl}/v2/router/track/${"A".repeat(43)}`);
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { error: { message: "payment isn't initiated" } },
    ]);
  });

  it("takes 1,020 sats for every success and for every timeout when nothing is given back", async () => {
    const { url } = server();
    expect(await walk(url, false, "timeout_test")).toEqual({
      before: 100_000,
      after: 100_000 - 20 * 1020,
      paid: 19,
      timedOut: 1,
    });
  });

  it("takes 1,020 sats for the successes alone with rollback on timeout", async () => {
    const { url } = server();
    await reset(url);
    expect(await walk(url, true, "fix_test")).toEqual({
      before: 100_000,
      after: 100_000 - 19 * 1020,
      paid: 19,
      timedOut: 1,
    });
  });

  it("keeps its ledger in a file, over a restart", async () => {
    const ledger = join(temporaryFolder(), "ledger.db");
    const first = await serve(["--ledger", ledger]);
    const { after } = await walk(first.url, false, "kept");
    first.child.kill("SIGKILL");
    await first.ended;
    const second = await serve(["--ledger", ledger]);
    expect(await balanceAt(second.url)).toBe(after);
    expect(existsSync(ledger)).toBe(true);
  });

  it("ends when its standard input closes, if it was told so", async () => {
    const own = await serve(["--exit-with-stdin"]);
    own.child.stdin?.end();
    const { code, stderr } = await own.ended;
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("ends with the code of its signal, although its standard input was watched", async () => {
    const own = await serve(["--exit-with-stdin"]);
    own.child.kill("SIGTERM");
    const { code, stderr } = await own.ended;
    expect([code, stderr]).toEqual([143, ""]);
  });

  it("answers its metrics in Prometheus' words", async () => {
    const { url } = server();
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(/^# TYPE \w+ counter$/m);
  });
});

/** A payout of one gamertag, and what it was answered. */
async function payAlice(url: string, idempotencyKey: string, callbackUrl?: string) {
  const payout = { gamertag: "alice", amount: 10, projectId: project, idempotencyKey, callbackUrl };
  const { status, body } = await post(`${url}/api/v1/payouts`, payout);
  return [status, (body["data"] as { error?: string }).error];
}

describe("serve, for clients of the original demo", () => {
  it("answers 429 to the third payout of a gamertag under --rate-limit 2/h, until a reset", async () => {
    const { url } = await serve(["--rate-limit", "2/h"]);
    expect(await payAlice(url, "k1")).toEqual([201, undefined]);
    expect(await payAlice(url, "k2")).toEqual([201, undefined]);
    expect(await payAlice(url, "k3")).toEqual([429, "RATE_LIMIT_EXCEEDED"]);
    expect(await balanceAt(url)).toBe(100_000 - 2 * 11);
    await reset(url);
    expect(await payAlice(url, "k1")).toEqual([201, undefined]);
  });

  it.each([
    [[], "not-sent", 0],
    // A name that never leads anywhere, so the try fails.
    [["--allow-remote-callbacks"], "failed", 4],
  ])("with the flags %j a callback to another machine is %s", async (flags, state, attempts) => {
    const { url } = flags.length === 0 ? server() : await serve(flags);
    await reset(url);
    await payAlice(url, "k1", "http://receiver.invalid/hook");
    const log = async () => {
      const response = await fetch(`${url}/api/v1/test/callbacks`);
      const { data } = (await response.json()) as { data: { callbacks: { state: string; attempts: number }[] } };
      return data.callbacks.map((callback) => [callback.state, callback.attempts]);
    };
    await expect.poll(log, { timeout: 20_000 }).toEqual([[state, attempts]]);
  });

  it("ends although a receiver never answers", async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const own = await serve();
    await payAlice(own.url, "k1", `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`);
    own.child.kill("SIGTERM");
    const { code, stderr } = await own.ended;
    expect([code, stderr]).toEqual([143, ""]);
  });
});

describe("serve refuses in one line", () => {
  it("a port that is taken, also where its standard input is watched, open or closed", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const [plain, watched] = [["serve", "--port", String(port)], ["--exit-with-stdin"]];
    const message = `chaos-payout: port ${port} is already in use on 127.0.0.1: choose another with --port, or 0 for any free one\n`;
    const all = [chaosPayout(plain), chaosPayout([...plain, ...watched]), start([...plain, ...watched]).ended];
    for (const { code, stdout, stderr } of await Promise.all(all)) {
      expect([code, stdout, stderr]).toEqual([69, "", message]);
    }
  });

  // test/cli/commands/serve.test.ts has them all.
  it("a value that a flag does not take", async () => {
    const { code, stdout, stderr } = await chaosPayout(["serve", "--port", "70000"]);
    expect([code, stdout]).toEqual([64, ""]);
    expect(stderr.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(2);
    expect(stderr).not.toContain("    at ");
  });
});
