import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../runs.ts";
import { randomPlan } from "./random-plan.ts";
import { simulate } from "./simulation.ts";

/**
 * A fault may find no payout to meet, for example a crash before a refund where nothing fails; and a crash may leave most payouts of a small
 * load without an API to reach, where nobody tries again. Both prove nothing, and that is said.
 */
const unproved = [
  /^\S+ was to meet \d+ payouts? and (?:never fired|fired for \d+)$/,
  /^no attempt was answered$/,
  /^\d+ of \d+ payouts never reached the API, so they were not put to the test$/,
];

describe.each(["tracked-saga", "outbox"] as const)("%s", (strategy) => {
  it("is never anything but balanced, whatever goes wrong", async () => {
    let balanced = 0;
    await fc.assert(
      fc.asyncProperty(randomPlan, async (plan) => {
        const { verdict, findings, inconclusiveBecause } = await simulate(plan, { strategy, seed: plan.seed });
        expect(findings).toEqual([]);
        expect(inconclusiveBecause.filter((reason) => !unproved.some((known) => known.test(reason)))).toEqual([]);
        if (verdict === "balanced") balanced += 1;
      }),
      { numRuns: runs(24, 400), seed: 42 },
    );
    expect(balanced).toBeGreaterThan(6);
  });
});
