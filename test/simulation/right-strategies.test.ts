import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DoubtKind } from "../../src/domain/doubt.ts";
import { runs } from "../runs.ts";
import { everyFault, randomPlan, randomPlanWithRechecks } from "./random-plan.ts";
import { simulate } from "./simulation.ts";

/**
 * A fault may find no payout to meet, for example a crash before a refund where nothing fails; and a crash may leave most payouts of a small
 * load without an API to reach, where nobody tries again. A callback cannot come early from our side, and without webhooks none comes from the node.
 * All of that proves nothing, and it is said.
 */
const unproved: readonly DoubtKind[] = [
  "fault-not-fired",
  "fault-impossible",
  "nothing-answered",
  "mostly-unreached",
  "crash-not-retried",
];

describe.each(["tracked-saga", "outbox"] as const)("%s", (strategy) => {
  it("is balanced under random faults", async ({ annotate }) => {
    let balanced = 0;
    let payouts = 0;
    await fc.assert(
      fc.asyncProperty(randomPlan, async (plan) => {
        payouts += plan.payouts;
        const { verdict, findings, doubts } = await simulate(plan, { strategy, seed: plan.seed });
        expect(findings).toEqual([]);
        expect(doubts.filter(({ kind }) => !unproved.includes(kind))).toEqual([]);
        if (verdict === "balanced") balanced += 1;
      }),
      { numRuns: runs(24, 100), seed: 42 },
    );
    expect(balanced).toBeGreaterThan(runs(0, 5));
    await annotate(`${strategy}: ${runs(24, 100)} runs, ${balanced} of them balanced, ${payouts} payouts`);
  });

  it("pays everybody once under all faults at once", async ({ annotate }) => {
    const seeds = runs(2, 100);
    let payouts = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const plan = everyFault(seed);
      payouts += plan.payouts;
      const { findings, doubts } = await simulate(plan, { strategy, seed });
      expect([seed, findings]).toEqual([seed, []]);
      expect([seed, doubts.filter(({ kind }) => !unproved.includes(kind))]).toEqual([seed, []]);
    }
    await annotate(`${strategy}: ${seeds} seeds, ${payouts} payouts`);
  });
});

describe("outbox with rechecks", () => {
  it("is balanced although failures turn out to be none", async () => {
    await fc.assert(
      fc.asyncProperty(randomPlanWithRechecks, async (plan) => {
        const { findings, doubts } = await simulate(plan, { strategy: "outbox", seed: plan.seed });
        // Whoever is called back or asks again between failure and recheck is told that the payment failed. That was false, and costs nothing.
        const untrue = ["false-callback", "false-refusal"];
        expect(findings.filter(({ kind, msat }) => !untrue.includes(kind) || msat !== 0)).toEqual([]);
        expect(doubts.filter(({ kind }) => !unproved.includes(kind))).toEqual([]);
      }),
      { numRuns: runs(8, 400), seed: 42 },
    );
  });
});
