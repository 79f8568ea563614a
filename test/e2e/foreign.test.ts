import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freePort, hasPython, startForeign } from "./foreign.ts";
import { onceForAll, runJson, temporaryFolder } from "./program.ts";

const strategies = ["tracked", "naive", "refund"] as const;
const p1 = ["timeout-after-charge", "concurrent-timeouts", "timeout-retry", "spike-timeout"];

/** Those that a service survives which asks the node before it refunds. What the node or its provider lies about is for other tests. */
const faults = ["failure", "timeout", "late-settle", "lost-answer", "stuck", "slow"];

/** A scenario for each fault of a payment, that four payouts of a hundred meet. */
const ofFault = (fault: string) => `name: ${fault}
projects: { ${fault}: { balance: 200_000 } }
payouts: { amount: 1000 }
load: [{ name: all, payouts: 100, concurrency: 10, faults: { ${fault}: 4 } }]
`;

// A service of somebody else's, in another language: where there is no Python the tests are skipped, and on CI they fail.
describe.skipIf(!hasPython && process.env["CI"] === undefined)("a foreign process that pays through our rail", () => {
  // Side by side, because what is wrong is waited for as long as the drain lasts: it might still be put right.
  const runs = onceForAll(async (atTheEnd) => {
    const folder = temporaryFolder(atTheEnd);
    const files = faults.map((fault) => join(folder, `${fault}.yaml`));
    for (const [index, file] of files.entries()) writeFileSync(file, ofFault(faults[index] ?? ""));
    const judged = async (strategy: (typeof strategies)[number]) => {
      const railPort = await freePort();
      const { url } = await startForeign(strategy, railPort, atTheEnd);
      const flags = ["--target", url, "--rail-port", String(railPort), "--set", "drain=1s"];
      const small = ["--payouts", "60", "--concurrency", "10"];
      // Refunds on timeouts that fail are right, so there is nothing to see of them in the P1 set.
      const names = strategy === "refund" ? files : [...p1, ...files];
      const { code, scenarios } = await runJson([...names, ...flags, ...small], {}, atTheEnd);
      return { code, scenarios };
    };
    const all = await Promise.all(strategies.map(judged));
    return new Map(strategies.map((strategy, index) => [strategy, all[index]] as const));
  });

  /** Scenario by scenario: its findings, or its verdict where there are none. */
  const toldOf = (strategy: (typeof strategies)[number]) => {
    const run = runs().get(strategy);
    const told = run?.scenarios.map(({ name, verdict, findings, inconclusiveBecause }) => {
      const kinds = findings.map(({ kind }) => kind).join(", ");
      return [name, [kinds || verdict, ...inconclusiveBecause].join("; ")];
    });
    return { code: run?.code, ...Object.fromEntries(told ?? []) };
  };

  it("is balanced in the P1 set and under every fault of a payment where it asks the node before it refunds", () => {
    const all = [...p1, ...faults].map((name) => [name, "balanced"]);
    expect(toldOf("tracked")).toEqual({ code: 0, ...Object.fromEntries(all) });
  });

  it("is caught charging what was never paid, where it never refunds", () => {
    expect(toldOf("naive")).toEqual({
      code: 1,
      "timeout-after-charge": "charged-not-paid",
      "concurrent-timeouts": "charged-not-paid",
      // The retry under the same key is told the same again, and nobody pays.
      "timeout-retry": "charged-not-paid",
      "spike-timeout": "charged-not-paid",
      failure: "charged-not-paid",
      timeout: "charged-not-paid",
      "late-settle": "balanced",
      "lost-answer": "balanced",
      stuck: "balanced",
      slow: "balanced",
    });
  });

  it("is caught paying what it never charged, where it takes a timeout for a failure", () => {
    expect(toldOf("refund")).toEqual({
      code: 1,
      failure: "balanced",
      timeout: "balanced",
      "late-settle": "paid-not-charged",
      "lost-answer": "paid-not-charged",
      stuck: "paid-not-charged",
      slow: "balanced",
    });
  });

  it("has findings that add up to each drift", () => {
    const all = [...runs().values()].flatMap((run) => run?.scenarios ?? []);
    const shares = all.map(({ findings }) => findings.reduce((sum, { sats }) => sum + sats, 0));
    expect(shares).toEqual(all.map(({ projects }) => projects[0]?.driftSats));
  });
});
