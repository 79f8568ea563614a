import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-code.ts";
import { type StrategyName, strategyNames } from "../../src/domain/strategy.ts";
import { type Overrides, planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "./simulation.ts";

/**
 * The scenarios that every payout API must survive, each at its full size and under every strategy, and the control in which nothing goes
 * wrong. test/e2e/bug-and-fix.test.ts has some of them on real processes.
 */
const COST = 1_020_000;
const p1 = ["concurrent-timeouts", "spike-timeout", "timeout-after-charge", "timeout-retry"] as const;

async function runOf(name: string, strategy: StrategyName, overrides: Overrides = {}) {
  const text = readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), "utf8");
  const plan = planScenario(scenarioOf(text), { ...overrides, strategy });
  const run = await simulate(plan, { strategy, seed: plan.seed, maxDelayMs: 2 });
  return { ...run, plan, driftMsat: run.projects.reduce((sum, { driftMsat }) => sum + (driftMsat ?? 0), 0) };
}

describe.each(p1)("%s", (name) => {
  it("costs exactly 1,020 sats for each timed-out attempt without a fix, and nothing else is found", async () => {
    const run = await runOf(name, "naive");
    const planned = run.plan.faults.reduce((sum, fault) => sum + fault.planned, 0);
    expect(planned).toBe({ "concurrent-timeouts": 40, "spike-timeout": 33 }[name as string] ?? 10);
    expect([exitCodeOf(run), run.verdict, run.driftMsat]).toEqual([1, "violated", -COST * planned]);
    expect([run.metrics.timeout_errors, run.metrics.balance_rollback_failures]).toEqual([
      { count: planned },
      { count: planned },
    ]);
    const kind = name === "timeout-retry" ? "double-charged" : "charged-not-paid";
    expect(run.findings.map(({ kind, payouts, msat }) => [kind, payouts, msat])).toEqual([
      [kind, planned, -COST * planned],
    ]);
  });

  it.each(["rollback", "saga", "tracked-saga", "outbox"] as const)("is balanced under %s", async (strategy) => {
    const run = await runOf(name, strategy);
    expect([exitCodeOf(run), run.verdict, run.driftMsat, run.findings, run.doubts]).toEqual([
      ...[0, "balanced", 0, [], []],
    ]);
    expect(run.thresholds.map(({ ok }) => ok)).toEqual([true, true]);
  });

  it("is explained to the sat with the wrong fix, restoring the balance that was read before", async () => {
    const run = await runOf(name, "snapshot-rollback");
    expect(run.verdict).toBe("violated");
    expect(run.driftMsat).not.toBe(0);
    expect(run.findings.reduce((sum, { msat }) => sum + msat, 0)).toBe(run.driftMsat);
  });
});

describe("with one payout at a time", () => {
  it("even the wrong fix is balanced", async () => {
    const { verdict, findings, driftMsat } = await runOf("timeout-after-charge", "snapshot-rollback", {
      concurrency: 1,
    });
    expect([verdict, findings, driftMsat]).toEqual(["balanced", [], 0]);
  });
});

describe.each(strategyNames)("without a fault %s", (strategy) => {
  it.each([1, 200])("is balanced with %i at once", async (concurrency) => {
    const run = await runOf("faults/quiet", strategy, { concurrency, payouts: 200 });
    expect([run.verdict, run.findings, run.doubts, run.metrics.timeout_errors]).toEqual([
      ...["balanced", [], []],
      { count: 0 },
    ]);
  });
});
