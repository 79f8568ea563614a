import { describe, expect, it } from "vitest";
import type { Reconciliation } from "../../src/domain/reconciliation.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { type Plan, planScenario } from "../../src/scenario/plan.ts";
import { runs } from "../runs.ts";
import { leaseless } from "./leaseless.ts";
import { simulate } from "./simulation.ts";

/** Two instances with an outbox worker each, on one ledger, and a node that takes long and fails often. */
function planOf(seed: number): Plan {
  const parsed = parseScenario(
    `{ name: leases, seed: ${seed}, projects: { p: { balance: 100_000 } }, api: { railTimeout: 30ms }, instances: 2,
       load: [{ name: all, payouts: 20, concurrency: 8, faults: { timeout: 40%, failure: 10%, lost-answer: 10% } }] }`,
    "leases.yaml",
  );
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return planScenario(parsed.scenario);
}

const seeds = Array.from({ length: runs(15, 200) }, (_, at) => at + 1);
const found = ({ findings }: Reconciliation) => findings.map(({ kind }) => kind);

describe("two outbox workers on one ledger", () => {
  it("pay a refunded payout without leases in some interleavings, and with leases in none", async () => {
    const without: string[] = [];
    for (const seed of seeds) {
      const options = { strategy: "outbox", seed, maxDelayMs: 60 } as const;
      const leased = await simulate(planOf(seed), options);
      expect([seed, leased.verdict, found(leased), leased.doubts]).toEqual([seed, "balanced", [], []]);
      without.push(...found(await simulate(planOf(seed), { ...options, withStore: leaseless })));
    }
    expect(without.filter((kind) => kind === "paid-not-charged" || kind === "double-paid").length).toBeGreaterThan(0);
  });
});
