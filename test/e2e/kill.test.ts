import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chaosPayout, childrenOf, eventually, isAlive, start, temporaryFolder } from "./program.ts";

/** Whatever is killed, the verdict is clear, nothing hangs and nothing stays behind. */
async function longRun() {
  const folder = temporaryFolder();
  const journal = join(temporaryFolder(), "run.ndjson");
  const scenario = join(temporaryFolder(), "long.yaml");
  writeFileSync(scenario, LONG);
  const run = start(["run", scenario, "--journal", journal], { env: { TMPDIR: folder } });
  const api = await eventually(() => childrenOf(run.pid)[0]);
  // Payouts are under way once one is answered.
  await eventually(() => existsSync(journal) && readFileSync(journal, "utf8").includes("attempt-answered"));
  expect(ledgers(folder).length).toBe(1);
  return { run, api, folder, journal };
}

/**
 * More payouts than are ever sent, and enough for all: a race for the last sats would be bad news that needs no end of the run. They arrive
 * at a rate, because a load that is as fast as it can be would take the machine from the other tests and prove no more.
 */
const LONG = `name: long
projects: { p: { balance: 300_000_000 } }
payouts: { amount: 1000 }
load: [{ name: all, rate: 200/s, for: 300s, faults: { timeout: 5% } }]
`;

function ledgers(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => (existsSync(`${folder}/${name}/ledger.db`) ? [name] : []));
}

describe("a run", () => {
  it("whose API is killed is inconclusive at once, and leaves nothing behind", async () => {
    const { run, api, folder } = await longRun();
    process.kill(api, "SIGKILL");
    const { code, stdout, stderr } = await run.ended;
    expect([code, stderr]).toEqual([2, ""]);
    expect(stdout).toContain("INCONCLUSIVE");
    expect(stdout).toContain("the API exited unexpectedly at");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("that is killed takes its API with it, and the ledger, and leaves the facts until then", async () => {
    const { run, api, folder, journal } = await longRun();
    run.child.kill("SIGKILL");
    await run.ended;
    await eventually(() => !isAlive(api));
    await eventually(() => readdirSync(folder).length === 0);
    const { code, stdout } = await chaosPayout(["reconcile", journal]);
    expect([code, stdout.includes("the run did not finish")]).toEqual([2, true]);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("that gets a %s stops, reports what is known, and leaves nothing behind", async (signal, exitCode) => {
    const { run, api, folder } = await longRun();
    run.child.kill(signal);
    const { code, stdout } = await run.ended;
    expect(code).toBe(exitCode);
    expect(stdout).toContain(`INTERRUPTED by ${signal}`);
    expect(isAlive(api)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });
});
