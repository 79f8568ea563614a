import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { chaosPayout, onceForAll, runJson, serve, theOnly } from "./program.ts";

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a target that somebody else started", () => {
  // Patient with its node, so that a slow machine never outlasts it and the planned timeouts stay the only ones.
  const server = onceForAll((atTheEnd) => serve(["--rail-timeout", "1s"], atTheEnd));
  const readSwitch = async () => (await fetch(`${server().url}/api/v1/test/failure-injection`)).json();

  it("drifts in every scenario of the P1 set by exactly what its timeouts cost, like the embedded API", async () => {
    const names = ["timeout-after-charge", "concurrent-timeouts", "timeout-retry", "spike-timeout"];
    const run = await runJson([...names, "--payouts", "100", "--target", server().url]);
    expect([run.code, run.stderr, run.scenarios.map(({ name }) => name)]).toEqual([1, "", names]);
    for (const { name, verdict, faults, projects, findings } of run.scenarios) {
      const [fault] = faults;
      const lost = -1020 * (fault?.fired ?? 0);
      expect([name, verdict, fault?.fired]).toEqual([name, "violated", fault?.planned]);
      expect(projects[0]?.driftSats, name).toBe(lost);
      const kind = name === "timeout-retry" ? "double-charged" : "charged-not-paid";
      expect(findings.map((finding) => [finding.kind, finding.sats])).toEqual([[kind, lost]]);
    }
  });

  it("can be used again and again, its opening balance and its switch being what is found", async () => {
    const before = await readSwitch();
    const flags = ["timeout-after-charge", "--payouts", "60", "--target", server().url, "--strategy", "rollback"];
    const first = theOnly(await runJson(flags));
    expect(await readSwitch()).toEqual(before);
    const second = theOnly(await runJson(flags));
    expect([first.verdict, second.verdict]).toEqual(["balanced", "balanced"]);
    expect(second.projects[0]?.driftSats).toBe(0);
  });

  it("that answers nonsense is not a pass, and gets no payout", async () => {
    const seen: string[] = [];
    const url = await listen((request, response) => {
      seen.push(`${request.method}`);
      response.end("hello");
    });
    const run = await runJson(["quiet", "--payouts", "100", "--target", url]);
    expect([run.code, theOnly(run).verdict]).toEqual([2, "inconclusive"]);
    expect(seen).not.toContain("POST");
  });

  it("that says yes to everything is caught", async () => {
    const url = await listen((request, response) => {
      request.resume();
      const data = request.url?.endsWith("/balance")
        ? { balance: 5_000_000, held: 0 }
        : { id: "1", status: "completed" };
      const known = request.method === "POST" || request.url?.endsWith("/balance");
      response.writeHead(known ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify({ success: known, data }));
    });
    const run = await runJson(["quiet", "--payouts", "100", "--target", url]);
    const scenario = theOnly(run);
    expect([run.code, scenario.verdict]).toEqual([1, "violated"]);
    expect(scenario.findings.reduce((sum, { sats }) => sum + sats, 0)).toBe(scenario.projects[0]?.driftSats);
  });

  it("is not accused of what its answers leave open", async () => {
    const names = ["late-settle", "lost-answer"];
    const run = await runJson([...names, "--payouts", "100", "--target", server().url]);
    expect([run.code, run.scenarios.map(({ name, verdict, findings }) => [name, verdict, findings])]).toEqual([
      2,
      names.map((name) => [name, "inconclusive", []]),
    ]);
  });

  it("is not accused in a contract of its own, whose answers and entries nobody can read", async () => {
    let balance = 5_000_000;
    const entries: { id: number; amount: number; reference: string }[] = [];
    const url = await listen((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += String(chunk);
      });
      request.on("end", () => {
        const path = request.url ?? "";
        const json = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value));
        if (path.endsWith("/balance")) return json(200, { balance });
        if (path.includes("/entries"))
          return json(200, { entries: path.includes("after=") ? [] : entries.slice(0, 500) });
        if (request.method !== "POST") return json(404, {});
        const { amount, idempotencyKey } = JSON.parse(body) as { amount: number; idempotencyKey: string };
        balance -= amount * 1.02;
        entries.push({ id: entries.length + 1, amount: -amount * 1.02, reference: idempotencyKey });
        return json(201, { ok: true });
      });
    });
    const run = await runJson(["quiet", "--payouts", "100", "--target", url]);
    const { verdict, findings, inconclusiveBecause } = theOnly(run);
    expect([run.code, verdict, findings]).toEqual([2, "inconclusive", []]);
    expect(inconclusiveBecause.join("\n")).toContain("says neither success: true nor data.status");
    expect(inconclusiveBecause.join("\n")).toContain("by idempotencyKey or payoutId");
  });

  it("that nobody listens on ends with 69 at once", async () => {
    const { code, stdout, stderr } = await chaosPayout(["run", "quiet", "--target", "http://127.0.0.1:1"]);
    expect([code, stdout]).toEqual([69, ""]);
    expect(stderr).toMatch(/^chaos-payout: .*ECONNREFUSED.*\n$/);
  });
});

describe("an address", () => {
  it("that holds a secret is refused in one line, which does not show it", async () => {
    const { code, stdout, stderr } = await chaosPayout(["run", "quiet", "--target", "http://me:secret@127.0.0.1:3000"]);
    expect([code, stdout, stderr]).toEqual([
      64,
      "",
      "chaos-payout: --target holds a secret, and reports would show it: leave it out, and put the header's value into CHAOS_PAYOUT_AUTHORIZATION\n",
    ]);
  });
});
