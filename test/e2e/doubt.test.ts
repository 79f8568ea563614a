import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runJson, temporaryFolder, theOnly } from "./program.ts";

/** A doubt is never a pass: runs that prove nothing end with 2 and say why. */
function scenario(lines: string): string {
  const file = join(temporaryFolder(), "doubt.yaml");
  writeFileSync(file, `name: doubt\nprojects: { p: { balance: 1_000_000 } }\npayouts: { amount: 1000 }\n${lines}\n`);
  return file;
}

const doubtOf = async (file: string, flags: readonly string[] = []) => {
  const run = await runJson([file, ...flags]);
  const { verdict, inconclusiveBecause } = theOnly(run);
  return { code: run.code, verdict, because: inconclusiveBecause };
};

describe("a run that proves nothing is inconclusive", () => {
  it("when a rate rounds to no payout", async () => {
    const file = scenario("load: [{ name: few, payouts: 30, concurrency: 2, faults: { timeout: 1% } }]");
    const { code, verdict, because } = await doubtOf(file);
    expect([code, verdict, because.length]).toEqual([2, "inconclusive", 1]);
    expect(because[0]).toContain("timeout: 1% of the 30 payouts");
  });

  it("when a declared fault cannot fire, because every payout is refused before it reaches the node", async () => {
    const file = scenario("load: [{ name: poor, payouts: 20, concurrency: 2, faults: { timeout: 4 } }]");
    writeFileSync(file, scenarioWithBalance(500));
    const { code, verdict, because } = await doubtOf(file, ["--strategy", "rollback"]);
    expect([code, verdict]).toEqual([2, "inconclusive"]);
    expect(because).toContain("timeout was to meet 4 payouts and never fired");
  });

  it("when the drain has no time for everything to come to rest", async () => {
    const file = scenario(
      "load: [{ name: all, payouts: 20, concurrency: 5, faults: { late-settle: 2 } }]\ndrain: 10ms",
    );
    const { code, because } = await doubtOf(file);
    expect([code, because.length > 0]).toEqual([2, true]);
    expect(because.join()).toContain("when the drain ended after 10 ms");
  });

  it("when the declared concurrency is not reached", async () => {
    const file = scenario("load: [{ name: all, payouts: 5, concurrency: 2 }]");
    const { code, because } = await doubtOf(file, ["--concurrency", "50"]);
    expect([code, because]).toEqual([
      2,
      ['phase "all" declared 50 at once and reached 5: it has only 5 payouts, so raise them or lower the concurrency'],
    ]);
  });
});

function scenarioWithBalance(balanceSats: number): string {
  return `name: doubt\nprojects: { p: { balance: ${balanceSats} } }\npayouts: { amount: 1000 }\nload: [{ name: poor, payouts: 20, concurrency: 2, faults: { timeout: 4 } }]\n`;
}
