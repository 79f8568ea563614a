import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { type StrategyName, strategyNames } from "../../src/domain/strategy.ts";
import type { TraceEvent } from "../../src/domain/trace.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { runs } from "../runs.ts";
import { randomPlan } from "./random-plan.ts";
import { simulatedFacts } from "./simulation.ts";

/** The facts of a run and the events that it told. */
async function traced(plan: Plan, strategy: StrategyName) {
  const trace: TraceEvent[] = [];
  const facts = await simulatedFacts(plan, { strategy, seed: plan.seed, traced: (event) => trace.push(event) });
  return { facts: [...facts], trace };
}

/** Every change of a balance and what it left, as the ledger lists them in the end. */
function entriesIn(facts: readonly Fact[]) {
  const entries = facts.flatMap((fact) => (fact.kind === "entry-read" && fact.deltaMsat !== 0 ? [fact] : []));
  return entries
    .sort((one, other) => Number(one.entryId) - Number(other.entryId))
    .map(({ payout, deltaMsat, balanceAfterMsat: balanceMsat }) => ({ payout, deltaMsat, balanceMsat }));
}

function changesIn(trace: readonly TraceEvent[]) {
  return trace.flatMap(({ payout, deltaMsat, balanceMsat }) =>
    deltaMsat === null || deltaMsat === 0 ? [] : [{ payout, deltaMsat, balanceMsat }],
  );
}

describe("a traced run", () => {
  it("is the same as one that nobody looks at, and tells each change of a balance as the ledger lists it", async () => {
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(randomPlan, fc.constantFrom(...strategyNames), async (plan, strategy) => {
        const plain = [...(await simulatedFacts(plan, { strategy, seed: plan.seed }))];
        const { facts, trace } = await traced(plan, strategy);
        expect(facts).toEqual(plain);
        expect(changesIn(trace)).toEqual(entriesIn(facts));
        changes += changesIn(trace).length;
      }),
      { numRuns: runs(2, 25), seed: 7 },
    );
    expect(changes).toBeGreaterThan(10);
  });
});
