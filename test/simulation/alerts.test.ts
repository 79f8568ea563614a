import { describe, expect, it } from "vitest";
import type { StrategyName } from "../../src/domain/strategy.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "./simulation.ts";

/** A whole run in which so many of 100 payouts time out, or settle late. */
function run(fault: string, percent: number, strategy: StrategyName) {
  const text = `name: alerts
projects: { p: { balance: 200_000 } }
load: [{ name: all, payouts: 100, concurrency: 10, faults: { ${fault}: ${percent}% } }]
`;
  return simulate(planScenario(scenarioOf(text), { strategy, seed: 5 }), { strategy, seed: 5, maxDelayMs: 2 });
}

describe("the alerts of a whole run", () => {
  it.each([
    ["timeout", 5, "rollback", ["PaymentTimeoutRate"]],
    ["timeout", 1, "rollback", []],
    ["timeout", 5, "naive", ["BalanceMismatch", "PaymentTimeoutRate"]],
    ["timeout", 1, "naive", ["BalanceMismatch"]],
    ["late-settle", 1, "rollback", ["BalanceMismatch"]],
    ["late-settle", 1, "outbox", []],
    ["failure", 5, "rollback", []],
  ] as const)("with %s for %i %% under %s are %j", async (fault, percent, strategy, expected) => {
    const { alerts, projects } = await run(fault, percent, strategy);
    const fired = alerts.filter((alert) => alert.fired).map(({ name }) => name);
    expect(fired).toEqual(expected);
    expect(fired.includes("BalanceMismatch")).toBe(projects.some(({ driftMsat }) => driftMsat !== 0));
  });
});
