import { describe, expect, it } from "vitest";
import { strategyNames } from "../../src/domain/strategy.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "./simulation.ts";

const planOf = (key: "same" | "fresh") =>
  planScenario(
    scenarioOf(`{ name: gateway, seed: 1, projects: { p: { balance: 100_000 } }, drain: 5s,
       client: { retry: { attempts: 2, backoff: 20ms, key: ${key} } },
       load: [{ name: all, payouts: 40, concurrency: 8, faults: { gateway-timeout: 25% } }] }`),
  );

describe("a gateway timeout", () => {
  it.each(strategyNames)("costs nothing under %s where the caller retries with its key", async (strategy) => {
    const { verdict, findings, doubts, faults } = await simulate(planOf("same"), { strategy, seed: 1 });
    expect([verdict, findings, doubts]).toEqual(["balanced", [], []]);
    expect(faults).toEqual([{ name: "gateway-timeout", planned: 10, fired: 10 }]);
  });

  it.each(strategyNames)("is paid twice under %s where the caller retries with a fresh key", async (strategy) => {
    const { verdict, findings, doubts } = await simulate(planOf("fresh"), { strategy, seed: 1 });
    expect([verdict, findings.map(({ kind, payouts }) => [kind, payouts]), doubts]).toEqual([
      "violated",
      [["double-paid", 10]],
      [],
    ]);
  });
});
