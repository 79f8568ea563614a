import { describe, expect, it } from "vitest";
import { savedDocument, savedScenario, savedText } from "../../src/explore/save.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";

const document = savedDocument(
  {
    load: [{ name: "one", payouts: 2, concurrency: 2, faults: { timeout: 1 } }],
    instances: 2,
    projects: { p: { balance: 100_000 } },
    name: "drawn",
    description: "Something drawn.",
    seed: 99,
    simulate: { late: { "pay 1#1": "7ms" } },
    api: { railTimeout: "50ms" },
  },
  { name: "lost", description: "paid-not-charged under outbox, found by explore.", seed: 3, strategy: "outbox" },
);

const late = new Map([
  ["pay 1#2", 500],
  ["committed api1#4", 0.125],
]);

const failure = {
  kind: "paid-not-charged",
  verdict: "violated",
  simulated: { schedule: { late }, history: "0123456789abcdef" },
  story: ["  1    0     •──→   1,000 sats  ", "", " ✗ paid-not-charged: what went wrong"],
  found: "Found by npx chaos-payout explore --seed 5, and made as small as it gets.",
  file: "tests/lost.yaml",
} as const;

describe("a saved scenario", () => {
  it("says what it shows, how it was found and how to keep it, and then the scenario", () => {
    expect(savedScenario(document, failure)).toBe(`#   1    0     •──→   1,000 sats
#
#  ✗ paid-not-charged: what went wrong
#
# Found by npx chaos-payout explore --seed 5, and made as small as it gets.
#
# It fails for as long as the bug is there: chaos-payout run tests/lost.yaml
# To see it happen again, event by event: chaos-payout explore --replay tests/lost.yaml
# To keep it as a known bug, which passes: expect: { verdict: violated, findings: [paid-not-charged] }

name: lost
description: paid-not-charged under outbox, found by explore.
seed: 3
projects: { p: { balance: 100000 } }
load:
  - { name: one, payouts: 2, concurrency: 2, faults: { timeout: 1 } }
api: { railTimeout: 50ms, strategy: outbox }
instances: 2
simulate: { late: { pay 1#2: 500ms, committed api1#4: 0.125ms }, history: 0123456789abcdef }
`);
  });

  it("is read as the order that was saved", () => {
    const scenario = scenarioOf(savedText(document, failure));
    expect(planScenario(scenario).simulate).toEqual({ late });
    expect(scenario.simulate?.history).toBe("0123456789abcdef");
  });

  it("holds back nothing where nothing has to wait", () => {
    const simulated = { schedule: { late: new Map() }, history: "0".repeat(16) };
    const scenario = scenarioOf(savedText(document, { simulated }));
    expect(planScenario(scenario).simulate).toEqual({ late: new Map() });
    expect(scenario.simulate?.history).toBe("0".repeat(16));
  });

  it("says nothing of virtual time for a real process", () => {
    const text = savedScenario(document, { ...failure, simulated: null, story: [] });
    expect(text).not.toMatch(/simulate|replay/);
    expect(scenarioOf(text).simulate).toBeNull();
  });
});
