import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isAlive, stateOf } from "../processes/own-service.ts";
import { chaosPayout, childrenOf, eventually, start, temporaryFolder } from "./program.ts";

describe("the scenarios of moments", () => {
  it.each([
    "kill-at-payment-received",
    "kill-at-payment-settled",
    "terminate-at-payment-received",
    "pause-at-payment-failed",
  ])("%s is balanced with an outbox, and leaves nothing behind", async (name) => {
    const folder = temporaryFolder();
    const run = await chaosPayout(["run", `scenarios/moments/${name}.yaml`, "--strategy", "outbox"], {
      env: { TMPDIR: folder },
    });
    expect([run.code, run.stderr, readdirSync(folder)]).toEqual([0, "", []]);
    expect(run.stdout).toContain("BALANCED");
  });

  it("kill-at-payment-settled is violated or stuck with what forgets a payment", async () => {
    const codes = ["naive", "saga"].map(async (strategy) => {
      const { code } = await chaosPayout([
        "run",
        "scenarios/moments/kill-at-payment-settled.yaml",
        "--strategy",
        strategy,
      ]);
      return code;
    });
    expect(await Promise.all(codes)).toEqual([1, 3]);
  });
});

/** Its API stands still from the first payment on. */
const PAUSED = `name: paused
projects: { p: { balance: 300_000 } }
load: [{ name: all, payouts: 20, concurrency: 2 }]
client: { timeout: 60s }
crashes: [{ when: payment-received, how: pause, for: 10m }]
`;

describe("a run with a paused API", () => {
  async function pausedRun() {
    const folder = temporaryFolder();
    const scenario = join(temporaryFolder(), "paused.yaml");
    writeFileSync(scenario, PAUSED);
    const run = start(["run", scenario], { env: { TMPDIR: folder } });
    const api = await eventually(() => childrenOf(run.pid).find((pid) => stateOf(pid) === "T"));
    return { run, api, folder };
  }

  it("that is killed takes its API with it, and the ledger", async () => {
    const { run, api, folder } = await pausedRun();
    run.child.kill("SIGKILL");
    await run.ended;
    await eventually(() => !isAlive(api));
    await eventually(() => readdirSync(folder).length === 0);
  });

  it("that gets a SIGINT stops, reports what is known, and leaves nothing behind", async () => {
    const { run, api, folder } = await pausedRun();
    run.child.kill("SIGINT");
    const { code, stdout } = await run.ended;
    expect([code, stdout.includes("INCONCLUSIVE"), isAlive(api), readdirSync(folder)]).toEqual([130, true, false, []]);
  });
});
