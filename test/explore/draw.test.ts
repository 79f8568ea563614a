import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crashPoints } from "../../src/domain/crash-point.ts";
import { interruptions } from "../../src/domain/interruption.ts";
import { moments } from "../../src/domain/moment.ts";
import { drawScenario } from "../../src/explore/draw.ts";
import { embeddedMenu, type Menu, onlyThese } from "../../src/explore/menu.ts";
import { defineScenario, type ScenarioInput } from "../../src/scenario/define.ts";
import { faultNames } from "../../src/scenario/fault-names.ts";
import { type Plan, planScenario } from "../../src/scenario/plan.ts";
import { runs } from "../runs.ts";

/** Everything there is, and a service of somebody else. */
const everything: Menu = { ...embeddedMenu, faults: faultNames, keys: ["same", "fresh"] };
const service: Menu = {
  ...everything,
  places: { kind: "moments", moments },
  projects: ["acc_1"],
  duplicates: ["reject"],
  isEmbedded: false,
};
const seed = fc.integer({ min: 0, max: 0xffff_ffff });
const planOf = (document: ScenarioInput): Plan => planScenario(defineScenario(document), { seed: 1 });

/** The first so many scenarios of a menu, as text. */
const textsOf = (menu: Menu, count: number) =>
  Array.from({ length: count }, (_, number) => JSON.stringify(drawScenario(number, menu)));

describe("a drawn scenario", () => {
  it.each([
    ["the embedded API", embeddedMenu],
    ["everything", everything],
    ["a service", service],
  ])("is valid, small and without a doubt of its plan: %s", (_, menu) => {
    fc.assert(
      fc.property(seed, (number) => {
        const plan = planOf(drawScenario(number, menu));
        expect(plan.payouts).toBeGreaterThanOrEqual(1);
        expect(plan.payouts).toBeLessThanOrEqual(3);
        expect(plan.doubts).toEqual([]);
      }),
      { numRuns: runs(20, 20_000) },
    );
  });

  it("is the same for the same seed", () => {
    fc.assert(
      fc.property(seed, (number) => {
        expect(drawScenario(number, everything)).toEqual(drawScenario(number, everything));
      }),
      { numRuns: 20 },
    );
  });

  it("says nothing that goes without saying", () => {
    expect(drawScenario(2, embeddedMenu)).toEqual({
      name: "explored",
      projects: { project_test_001: { balance: 300_000 } },
      payouts: { amount: 1000 },
      load: [{ name: "payouts", payouts: 1, concurrency: 1, faults: { "answer-lost": 1, failure: 1 } }],
      client: { timeout: "3s" },
      crashes: [{ at: "before-refund", how: "pause", for: "1500ms" }],
    });
  });
});

describe("the drawn scenarios of a menu", () => {
  it("have every fault, every interruption and every crash point between them", () => {
    const text = textsOf(everything, 400).join("\n");
    const names = [...faultNames, ...interruptions, ...crashPoints].filter((name) => name !== "kill");
    expect(names.filter((name) => !text.includes(`"${name}"`))).toEqual([]);
  });

  it("have every moment where there are no crash points, and nothing that only the embedded API has", () => {
    const text = textsOf(service, 200).join("\n");
    expect([...moments, "terminate", "pause"].filter((name) => !text.includes(`"${name}"`))).toEqual([]);
    expect(['"throw"', '"ledger-locked"', '"at"', '"api"', '"rail"'].filter((name) => text.includes(name))).toEqual([]);
  });

  it("all have the one fault that is asked for", () => {
    for (const name of faultNames) {
      const texts = textsOf(onlyThese(everything, [name]), 20);
      expect(texts.filter((text) => !text.includes(`"${name}":`))).toEqual([]);
    }
  });

  it("all have the one interruption that is asked for", () => {
    for (const name of interruptions) {
      const texts = textsOf(onlyThese(everything, [name]), 20);
      const written = name === "kill" ? '"crashes":' : `"${name}"`;
      expect(texts.filter((text) => !text.includes(written))).toEqual([]);
    }
  });

  it("have the payment fault without which a fault of look-ups could not happen", () => {
    const texts = textsOf(onlyThese(embeddedMenu, ["lookup-lag"]), 20);
    expect(texts.filter((text) => !/"(?:lost-answer|late-settle|timeout|provider-error)":/.test(text))).toEqual([]);
  });

  it("have webhooks where one of them goes wrong", () => {
    const menu: Menu = { ...onlyThese(embeddedMenu, ["event-lost"]), told: ["service"] };
    expect(textsOf(menu, 20).filter((text) => !text.includes('"webhooks":true'))).toEqual([]);
  });
});
