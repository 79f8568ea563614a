import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chaosPayout, temporaryFolder } from "./program.ts";

describe("chaos-payout run --simulate", () => {
  it("finds the bug in virtual time, names the flag, and judges its journal alike", async () => {
    const journal = join(temporaryFolder(), "run.ndjson");
    const flags = ["--simulate", "--reporter", "json", "--journal", journal];
    const { code, stdout, stderr } = await chaosPayout(["run", "timeout-after-charge", ...flags]);
    const { scenarios } = JSON.parse(stdout);
    expect([code, stderr, scenarios[0].verdict]).toEqual([1, "", "violated"]);
    expect(scenarios[0].reproduce).toBe("npx chaos-payout run timeout-after-charge --simulate --seed 42");
    expect(scenarios[0].notes).toContain("simulated in virtual time: no sockets, processes or disk");
    const again = await chaosPayout(["reconcile", journal, "--reporter", "json"]);
    expect([again.code, JSON.parse(again.stdout).scenarios[0].findings]).toEqual([1, scenarios[0].findings]);
  });

  it.each([
    [
      ["--target", "http://127.0.0.1:1"],
      "--simulate cannot be combined with --target: only the embedded API can be simulated",
    ],
    [["--service", "x.yaml"], "--simulate cannot be combined with --service: only the embedded API can be simulated"],
    [
      ["--rail", "http://127.0.0.1:1"],
      "--simulate cannot be combined with --rail: only the embedded API can be simulated",
    ],
  ])("is refused with %j in one line", async (flags, line) => {
    const { code, stdout, stderr } = await chaosPayout(["run", "timeout-after-charge", "--simulate", ...flags]);
    expect([code, stdout, stderr]).toEqual([64, "", `chaos-payout: ${line}\n`]);
  });

  it("is refused for a crash that only a real process can have", async () => {
    const file = join(temporaryFolder(), "moment.yaml");
    writeFileSync(
      file,
      "name: moment\nprojects: { p: { balance: 100_000 } }\nload: [{ name: all, payouts: 4, concurrency: 1 }]\ncrashes: [{ when: payment-received, occurrence: 2 }]\n",
    );
    const { code, stderr } = await chaosPayout(["run", file, "--simulate"]);
    expect([code, stderr]).toEqual([
      64,
      `chaos-payout: ${file}: a crash at "when: payment-received" needs a real process: run it without --simulate\n`,
    ]);
  });
});
