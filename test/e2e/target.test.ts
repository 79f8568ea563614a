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

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Where money is missing, or an answer is open, the whole drain is used: nothing here moves any more after it. */
const SHORT = ["--set", "drain=1s"];

describe("a target that somebody else started", () => {
  // Patient with its node, so that a slow machine never outlasts it and the planned timeouts stay the only ones.
  const server = onceForAll((atTheEnd) => serve(["--rail-timeout", "1s"], atTheEnd));
  const readSwitch = async () => (await fetch(`${server().url}/api/v1/test/failure-injection`)).json();

  it("drifts in every scenario of the P1 set by exactly what its timeouts cost, like the embedded API", async () => {
    const names = ["timeout-after-charge", "concurrent-timeouts", "timeout-retry", "spike-timeout"];
    const run = await runJson([...names, ...SHORT, "--payouts", "100", "--target", server().url]);
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
    const run = await runJson(["quiet", ...SHORT, "--payouts", "100", "--target", url]);
    const scenario = theOnly(run);
    expect([run.code, scenario.verdict]).toEqual([1, "violated"]);
    expect(scenario.findings.reduce((sum, { sats }) => sum + sats, 0)).toBe(scenario.projects[0]?.driftSats);
  });

  it("is not accused of what its answers leave open", async () => {
    const names = ["late-settle", "lost-answer"];
    const run = await runJson([...names, ...SHORT, "--payouts", "100", "--target", server().url]);
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
    const run = await runJson(["quiet", ...SHORT, "--payouts", "100", "--target", url]);
    const { verdict, findings, inconclusiveBecause } = theOnly(run);
    expect([run.code, verdict, findings]).toEqual([2, "inconclusive", []]);
    expect(inconclusiveBecause.join("\n")).toContain("got an answer that reports success but no status");
    expect(inconclusiveBecause.join("\n")).toContain("as idempotencyKey or payoutId");
  });

  it("that nobody listens on ends with 69 at once", async () => {
    const { code, stdout, stderr } = await chaosPayout(["run", "quiet", "--target", "http://127.0.0.1:1"]);
    expect([code, stdout]).toEqual([69, ""]);
    expect(stderr).toMatch(/^chaos-payout: .*ECONNREFUSED.*\n$/);
  });
});

describe("a target that is tried before anything is sent to it", () => {
  it("and has no balance ends with 69 and the call that is missing, and gets no payout", async () => {
    const seen: string[] = [];
    const url = await listen((request, response) => {
      request.resume();
      seen.push(`${request.method} ${request.url}`);
      response.writeHead(404).end("{}");
    });
    const { code, stdout, stderr } = await chaosPayout(["run", "quiet", "--payouts", "100", "--target", url]);
    expect([code, stdout]).toEqual([69, ""]);
    expect(stderr).toMatch(
      /^chaos-payout: the balance of project_test_001 is missing, so no payout was sent: GET \/api\/v1\/projects\/project_test_001\/balance answered 404.*\n$/,
    );
    expect(seen).not.toContain("POST /api/v1/payouts");
  });

  it("and whose switch was on, and cannot be put back, says so on stderr and in the report, and proves nothing", async () => {
    let balance = 5_000_000;
    let sets = 0;
    const url = await listen((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += String(chunk);
      });
      request.on("end", () => {
        const path = request.url ?? "";
        const json = (status: number, data: object) =>
          response.writeHead(status).end(JSON.stringify({ success: status < 300, data }));
        if (path.endsWith("/balance")) return json(200, { balance });
        if (path.endsWith("/failure-injection")) {
          if (request.method === "POST") sets += 1;
          // Left on by somebody, switched off for the run and when it is healed; and that was it.
          return sets < 3 ? json(200, { enabled: sets === 0, timeoutRate: 0.5 }) : json(500, {});
        }
        if (request.method !== "POST") return json(404, {});
        balance -= (JSON.parse(body) as { amount: number }).amount * 1.02;
        return json(201, { id: "po_1", status: "completed" });
      });
    });
    const run = await runJson(["quiet", "--payouts", "100", "--target", url]);
    const { verdict, findings, inconclusiveBecause } = theOnly(run);
    expect([run.code, verdict, findings]).toEqual([2, "inconclusive", []]);
    expect(inconclusiveBecause).toEqual([expect.stringContaining("was on before the run")]);
    const sentence =
      /the failure-injection switch of \S+ could not be restored to \{"enabled":true,"timeoutRate":0.5\}/;
    expect(run.stderr).toMatch(sentence);
    expect(run.stdout).toMatch(/could not be restored/);
  });
});

describe("a target that pays through our rail", () => {
  const behindRail = onceForAll(async (atTheEnd) => {
    const port = await freePort();
    const { url } = await serve(["--rail", `http://127.0.0.1:${port}`, "--rail-timeout", "300ms"], atTheEnd);
    return { url, port };
  });
  const flags = () => {
    const { url, port } = behindRail();
    return ["--payouts", "60", ...SHORT, "--target", url, "--rail-port", String(port)];
  };

  it("is judged by what was really paid, without any help of its switch", async () => {
    const run = await runJson(["timeout-after-charge", "late-settle", "lost-answer", ...flags()]);
    expect(run.scenarios.map(({ name, verdict, inconclusiveBecause }) => [name, verdict, inconclusiveBecause])).toEqual(
      [
        ["timeout-after-charge", "violated", []],
        ["late-settle", "balanced", []],
        ["lost-answer", "balanced", []],
      ],
    );
    for (const { faults, projects } of run.scenarios) {
      expect(faults[0]?.fired).toBe(faults[0]?.planned);
      expect(projects[0]?.settledPayouts).toBe(faults[0]?.name === "timeout" ? 60 - (faults[0]?.planned ?? 0) : 60);
    }
  });

  it("is told in one line when the port is taken", async () => {
    const url = await listen((_request, response) => response.end());
    const port = new URL(url).port;
    const taken = ["run", "quiet", "--target", behindRail().url, "--rail-port", port];
    const { code, stderr } = await chaosPayout(taken);
    expect([code, stderr]).toEqual([
      69,
      `chaos-payout: our rail cannot listen on 127.0.0.1:${port} (EADDRINUSE): choose another --rail-port, or another port in the service file\n`,
    ]);
  });
});

describe("an address", () => {
  it("that holds a secret is refused in one line, which does not show it", async () => {
    const { code, stdout, stderr } = await chaosPayout(["run", "quiet", "--target", "http://me:secret@127.0.0.1:3000"]);
    expect([code, stdout, stderr]).toEqual([
      64,
      "",
      "chaos-payout: --target must not contain a secret, because reports show it: put the header's value into CHAOS_PAYOUT_AUTHORIZATION\n",
    ]);
  });
});
