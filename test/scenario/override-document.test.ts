import { describe, expect, it } from "vitest";
import { defineScenario } from "../../src/scenario/define.ts";
import { withOverrides } from "../../src/scenario/override-document.ts";
import { type Overrides, planScenario } from "../../src/scenario/plan.ts";
import { rightIn } from "./text.ts";

const text = `name: small
seed: 3
projects: { p: { balance: 300_000 } }
load:
  - { name: first, payouts: 60, concurrency: 10, faults: { timeout: 2 } }
  - { name: then, rate: 20/s, for: 1s }
`;

describe("withOverrides", () => {
  it.each<Overrides>([
    {},
    { strategy: "saga", payouts: 7 },
    { concurrency: 3, railTimeoutMs: 2_500 },
    { payouts: 70, concurrency: 70, expect: { verdict: "violated", findings: ["double-paid"] } },
    { expect: { verdict: "stuck" } },
  ])("writes %j into a scenario, which then says the same alone", (overrides) => {
    const { document, scenario } = rightIn({ "x.yaml": text });
    expect(planScenario(defineScenario(withOverrides(document, overrides)))).toEqual(planScenario(scenario, overrides));
  });
});

describe("the document of a scenario", () => {
  it("is what would be written in one file: with its bases, what is set, and its variables", () => {
    const files = {
      "x.yaml": "name: small\nextends: base.yaml\nload: [{ name: all, payouts: 2, concurrency: 1 }]\n",
      "base.yaml": "name: base\nseed: 4\nprojects: { p: { balance: '${env:BALANCE}' } }\ndrain: 2s\n",
    };
    const { document } = rightIn(files, { set: ["drain=1s"], environment: { BALANCE: "5_000" } });
    expect(document).toEqual({
      name: "small",
      seed: 4,
      projects: { p: { balance: "5_000" } },
      load: [{ name: "all", payouts: 2, concurrency: 1 }],
      drain: "1s",
    });
  });
});
