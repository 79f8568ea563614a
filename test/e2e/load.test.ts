import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { chaosPayout, eventually, isAlive, runJson, serve, start, temporaryFolder, theOnly } from "./program.ts";

/** A load engine that does not do what it should, in the place of Artillery. */
const SCENARIO = `name: driven
projects: { project_test_001: { balance: 500_000 } }
payouts: { amount: 1000 }
load: [{ name: all, payouts: 60, concurrency: 4, faults: { timeout: 20% } }]
api: { railTimeout: 100ms }
client: { timeout: 15s }
seed: 7
`;

function standIn(how: string) {
  const folder = temporaryFolder();
  const program = join(folder, "artillery");
  const script = join(import.meta.dirname, "stand-in-artillery.mjs");
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
  chmodSync(program, 0o755);
  const scenario = join(folder, "driven.yaml");
  writeFileSync(scenario, SCENARIO);
  const temporary = temporaryFolder();
  const pidFile = join(folder, "pid");
  const PATH = `${folder}${delimiter}${process.env["PATH"]}`;
  const env = { PATH, TMPDIR: temporary, STAND_IN: how, STAND_IN_PID: pidFile };
  return {
    scenario,
    env,
    folder,
    pid: () => Number(readFileSync(pidFile, "utf8")),
    left: () => readdirSync(temporary),
  };
}

describe("a load engine in our place", () => {
  it.each([
    ["does everything", "rollback", 0, "balanced", undefined],
    ["an hour ahead", "rollback", 0, "balanced", undefined],
    ["an hour behind", "rollback", 0, "balanced", undefined],
    ["an hour ahead", "naive", 1, "violated", undefined],
    ["dies", "rollback", 2, "inconclusive", "SIGKILL"],
    ["dies", "naive", 1, "violated", "SIGKILL"],
    ["half a line", "rollback", 2, "inconclusive", "the last line of what artillery told is not complete"],
    ["a stranger", "rollback", 2, "inconclusive", 'payout 999999 is not one of phase "all"'],
    ["never ends", "rollback", 2, "inconclusive", "artillery was stopped: it had reported nothing for"],
  ] as const)("(%s, %s) ends with %i", async (how, strategy, exitCode, verdict, because) => {
    const { scenario, env, pid, left } = standIn(how);
    const args = [
      scenario,
      "--strategy",
      strategy,
      "--load",
      "artillery",
      "--load-silence",
      how === "never ends" ? "1s" : "60s",
    ];
    const run = await runJson(args, { env });
    const { inconclusiveBecause } = theOnly(run);
    expect([run.code, run.verdict], run.stdout).toEqual([exitCode, verdict]);
    expect(inconclusiveBecause.join()).toContain(because ?? "");
    expect([isAlive(pid()), left()]).toEqual([false, []]);
  });
});

describe("a load from another place", () => {
  it("is judged by the run that waits for it, and its folder is good for one run", async () => {
    const { url } = await serve(["--strategy", "rollback"]);
    const { scenario, env, folder } = standIn("does everything");
    const load = join(folder, "load");
    const target = ["--target", url, "--strategy", "rollback"];
    const exported = await chaosPayout(["export", "artillery", load, scenario, ...target]);
    expect([exported.code, exported.stderr]).toEqual([0, ""]);
    expect(exported.stdout).toContain(`--seed 7 --load-results ${load}\n`);

    const other = await chaosPayout(["run", scenario, ...target, "--seed", "8", "--load-results", load]);
    expect([other.code, other.stderr]).toEqual([
      64,
      `chaos-payout: ${load} does not have the plan of this run: its seed differs (7 there, 8 here): use the flags that chaos-payout export has printed, or export again\n`,
    ]);

    const run = start(["run", scenario, ...target, "--load-results", load]);
    await eventually(() => run.stderr().includes("ready for all"));
    const standing = { ...env, CHAOS_PAYOUT_RESULTS: join(load, "results-phase-1-part-1-of-1.ndjson") };
    const { spawnSync } = await import("node:child_process");
    const sent = spawnSync(join(folder, "artillery"), ["run", "--quiet", "phase-1.yml"], {
      ...{ cwd: load, encoding: "utf8", env: { ...process.env, ...standing } },
    });
    expect([sent.status, sent.stderr]).toEqual([0, ""]);
    const judged = await run.ended;
    expect(judged.stdout).toContain("BALANCED");
    expect(judged.code).toBe(0);

    const again = await chaosPayout(["run", scenario, ...target, "--load-results", load]);
    expect([again.code, again.stderr]).toEqual([
      64,
      `chaos-payout: ${load} cannot be used: it has results-phase-1-part-1-of-1.ndjson already; write a new one with chaos-payout export\n`,
    ]);
  });

  it("says so where its addresses are those of one machine", async () => {
    const { scenario, folder } = standIn("does everything");
    const load = join(folder, "load");
    const args = [scenario, "--target", "http://127.0.0.1:1", "--operator"];
    const { code, stdout, stderr } = await chaosPayout(["export", "k6", load, ...args]);
    expect([code, stderr]).toEqual([
      0,
      "chaos-payout: to a pod, http://127.0.0.1:1 means the pod itself, so no payout will reach the service there: export with an address that the pods reach (--target URL --allow-remote); the run may keep this one\n",
    ]);
    expect(stdout).toContain("test-run-phase-1.yaml");
  });

  it.each([
    [["load"], "the load of the embedded API is not sent from another place"],
    [["load", "--fargate", "--operator"], "--operator is for k6 (got artillery)"],
    [[".", "--target", "http://127.0.0.1:1"], ". is not empty: name a new folder"],
  ])("is refused: %j", async (args, message) => {
    const { code, stderr } = await chaosPayout(["export", "artillery", ...args, "spike-timeout"]);
    expect(code).toBe(64);
    expect(stderr).toContain(message);
  });
});
