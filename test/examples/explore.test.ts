import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/scenario/parse.ts";
import { chaosPayout, temporaryFolder } from "../e2e/program.ts";

const hasPython = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]).status === 0;

const service = "examples/wallet-python/wallet-python.service.yaml";

async function explored(bug: string, seed: number) {
  const folder = temporaryFolder();
  const file = join(folder, "smallest.yaml");
  const env = { WALLET_BUG: bug, WALLET_DB: join(folder, "wallet.db") };
  const flags = [
    "--for",
    "60s",
    "--seed",
    String(seed),
    "--at-once",
    "2",
    "--each",
    `WALLET_DB=${folder}/wallet-{n}.db`,
  ];
  const { code, stdout } = await chaosPayout(["explore", "--service", service, "--save", file, ...flags], { env });
  return { code, stdout, file, env };
}

// Minutes: each run starts the wallet, which waits four seconds for an answer that does not come.
describe.runIf(process.env["LONG_TESTS"] !== undefined && hasPython)("the wallet in Python, explored", () => {
  it("is found where it refunds what it does not know, and the smallest scenario fails again", async () => {
    const { code, stdout, file, env } = await explored("refund-on-error", 1);
    expect([code, /failed (?:9|10) of 10 runs/.test(stdout)]).toEqual([1, true]);
    const parsed = parseScenario(readFileSync(file, "utf8"), file);
    const payouts = parsed.ok ? parsed.scenario.load.reduce((sum, phase) => sum + phase.payouts, 0) : 0;
    expect([1, 2, 3]).toContain(payouts);
    expect((await chaosPayout(["run", file, "--service", service], { env })).code).toBe(1);
    expect((await chaosPayout(["run", file, "--service", service], { env: { ...env, WALLET_BUG: "" } })).code).toBe(0);
  });

  it("is accused of nothing where it is right", async () => {
    const { code, stdout } = await explored("", 2);
    expect([code, stdout.includes("nothing was found in this time")]).toEqual([0, true]);
  });
});
