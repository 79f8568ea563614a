import { describe, expect, it } from "vitest";
import { strategyNames } from "../../src/domain/strategy.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "./simulation.ts";

const planOf = (faults: string, when: string) =>
  planScenario(
    scenarioOf(`{ name: careful, seed: 1, projects: { p: { balance: 100_000 } }, drain: 5s,
       client: { timeout: 400ms, retry: { attempts: 3, backoff: 20ms, key: fresh, when: ${when} } },
       api: { railTimeout: 2s },
       load: [{ name: all, payouts: 40, concurrency: 8, faults: ${faults} }] }`),
  );

describe("a look-up before a retry", () => {
  it.each(strategyNames)("saves what a fresh key after a lost answer costs under %s", async (strategy) => {
    const faults = "{ answer-lost: 10, gateway-timeout: 5 }";
    const careful = await simulate(planOf(faults, "lookup-says-absent"), { strategy, seed: 1 });
    const careless = await simulate(planOf(faults, "outcome-unknown"), { strategy, seed: 1 });
    expect([careful.verdict, careful.findings, careful.doubts]).toEqual(["balanced", [], []]);
    expect(careless.findings.map(({ kind, payouts }) => [kind, payouts])).toEqual([["double-paid", 15]]);
  });

  it.each(strategyNames)("lets the caller retry under %s what never arrived", async (strategy) => {
    const plan = planOf("{ request-lost: { rate: 10, attempts: 2 } }", "lookup-says-absent");
    const { verdict, findings, doubts, faults, projects } = await simulate(plan, { strategy, seed: 1 });
    expect([verdict, findings, doubts]).toEqual(["balanced", [], []]);
    expect(faults).toEqual([{ name: "request-lost", planned: 20, fired: 20 }]);
    expect(projects.map(({ settledPayouts }) => settledPayouts)).toEqual([40]);
  });
});
