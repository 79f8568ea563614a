import { describe, expect, it } from "vitest";
import { strategyNames } from "../../src/domain/strategy.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "./simulation.ts";

const plan = planScenario(
  scenarioOf(`{ name: body, seed: 1, projects: { p: { balance: 100_000 } }, drain: 5s,
     load: [{ name: all, payouts: 40, concurrency: 8, faults: { body-changed: 25% } }] }`),
);

describe("a changed body under the same key", () => {
  it.each(strategyNames.filter((name) => name !== "outbox"))(
    "is neither paid nor charged under %s",
    async (strategy) => {
      const { verdict, findings, doubts, faults } = await simulate(plan, { strategy, seed: 1 });
      expect([verdict, findings, doubts]).toEqual(["balanced", [], []]);
      expect(faults).toEqual([{ name: "body-changed", planned: 10, fired: 10 }]);
    },
  );

  it("is never sent to outbox, which answers before it pays, so the run proves nothing", async () => {
    const { verdict, findings, doubts } = await simulate(plan, { strategy: "outbox", seed: 1 });
    expect([verdict, findings]).toEqual(["inconclusive", []]);
    expect(doubts).toEqual([{ kind: "fault-not-fired", fault: "body-changed", where: "wire", planned: 10, fired: 0 }]);
  });
});
