import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { onceForAll, runJson, temporaryFolder } from "./program.ts";

/** A doubt never counts as a pass: runs that prove nothing end with 2 and say why. */
const scenarios = {
  few: { load: "payouts: 30, concurrency: 2, faults: { timeout: 1% }" },
  poor: {
    load: "payouts: 20, concurrency: 2, faults: { timeout: 4 }",
    balanceSats: 500,
    others: "api: { strategy: rollback }",
  },
  hasty: { load: "payouts: 20, concurrency: 5, faults: { late-settle: 2 }", others: "drain: 10ms" },
  small: { load: "payouts: 5, concurrency: 50" },
};

function textOf(name: string, scenario: { load: string; balanceSats?: number; others?: string }): string {
  const { load, balanceSats = 1_000_000, others = "" } = scenario;
  return `name: ${name}
projects: { p: { balance: ${balanceSats} } }
payouts: { amount: 1000 }
load: [{ name: all, ${load} }]
${others}
`;
}

describe("a run that proves nothing is inconclusive", () => {
  const run = onceForAll(async (atTheEnd) => {
    const folder = temporaryFolder(atTheEnd);
    const files = Object.entries(scenarios).map(([name, scenario]) => {
      const file = join(folder, `${name}.yaml`);
      writeFileSync(file, textOf(name, scenario));
      return file;
    });
    return runJson(files, {}, atTheEnd);
  });

  /** What the run of one scenario came to, and what spoke against it. */
  function doubtOf(name: keyof typeof scenarios) {
    const { verdict, inconclusiveBecause } = run().scenarios.find((scenario) => scenario.name === name) ?? {};
    return [verdict, inconclusiveBecause];
  }

  it("and ends with 2", () => {
    expect([run().code, run().verdict, run().stderr]).toEqual([2, "inconclusive", ""]);
  });

  it("when a rate rounds to no payout", () => {
    expect(doubtOf("few")).toEqual(["inconclusive", [expect.stringContaining("timeout: 1% of the 30 payouts")]]);
  });

  it("when a declared fault cannot fire, because every payout is refused before it reaches the node", () => {
    const reason =
      "timeout was planned for 4 payouts and never fired: too few payments met it; raise payouts, or the balance if payouts were refused";
    expect(doubtOf("poor")).toEqual(["inconclusive", expect.arrayContaining([reason])]);
  });

  it("when the drain has no time for everything to come to rest", () => {
    const reason = expect.stringMatching(/^unfinished at the end of the drain: .*; raise drain$/);
    expect(doubtOf("hasty")).toEqual(["inconclusive", expect.arrayContaining([reason])]);
  });

  it("when the declared concurrency is not reached", () => {
    const reason =
      'phase "all" declared a concurrency of 50 and reached 5; it has only 5 payouts: raise its payouts or lower its concurrency';
    expect(doubtOf("small")).toEqual(["inconclusive", [reason]]);
  });
});
