import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { defineScenario, runScenario } from "chaos-payout";
import { reconcileAgainst, reconciled, startLightningNode, type TestNode } from "chaos-payout/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/**
 * A test suite as a team with a payout API of its own would write it, importing chaos-payout by its name. The API is `chaos-payout serve`
 * as a process of its own, with a strategy that gives back too early; the node behind it is started by the suite, so that it knows the truth.
 */
const project = "project_test_001";

describe("the payouts of our shop", () => {
  let node: TestNode;
  let api: ChildProcess;
  let url: string;

  beforeAll(async () => {
    node = await startLightningNode();
    const flags = ["--port", "0", "--strategy", "rollback", "--rail", node.url, "--rail-timeout", "50ms"];
    api = spawn(process.execPath, ["bin/chaos-payout.js", "serve", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
    if (api.stdout === null) throw new Error("no standard output");
    const [line] = await once(api.stdout, "data");
    url = /http:\/\/\S+/.exec(String(line))?.[0] ?? "";
    reconcileAgainst({ target: url, node, drainMs: 1_000 });
  });

  afterAll(async () => {
    reconcileAgainst(undefined);
    api.kill("SIGTERM");
    await once(api, "exit");
    await node.close();
  });

  const pay = async (gamertag: string) => {
    const body = JSON.stringify({ gamertag, amount: 1_000, projectId: project, idempotencyKey: `key_${gamertag}` });
    const headers = { "content-type": "application/json" };
    return (await fetch(`${url}/api/v1/payouts`, { method: "POST", headers, body })).status;
  };

  it("pays the winner", () =>
    reconciled(project, async () => {
      expect(await pay("winner")).toBe(201);
    }));

  it("refunds the charge when the node times out and the payment fails", () =>
    reconciled(project, async () => {
      node.fail(1, "timeout");
      expect(await pay("unlucky")).toBe(504);
      node.heal();
    }));

  it("is caught when the payment settles after the charge was given back", async () => {
    const paidLate = reconciled(project, async () => {
      node.fail(1, "late-settle");
      expect(await pay("lucky")).toBe(504);
    });
    await expect(paidLate).rejects.toThrow(/drift \+1,020 sats[\s\S]*paid-not-charged: \S+ \(key key_lucky\)/);
  });
});

describe("a scenario in code", () => {
  it("balances under a strategy that never refunds on a guess", async () => {
    const scenario = defineScenario({
      name: "late-answers",
      projects: { [project]: { balance: 100_000 } },
      load: [{ name: "all", payouts: 20, concurrency: 4, faults: { "late-settle": 2 } }],
      api: { railTimeout: "50ms" },
    });
    await expect(runScenario(scenario, { strategy: "tracked-saga", seed: 1 })).toBalance();
  });
});
