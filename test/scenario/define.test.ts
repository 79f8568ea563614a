import { describe, expect, it } from "vitest";
import { defineScenario } from "../../src/scenario/define.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

describe("defineScenario", () => {
  it("gives what the same scenario in a file gives", () => {
    const yaml = `
name: first
projects: { shop: { balance: 100_000 } }
load: [{ name: all, payouts: 20, concurrency: 2, faults: { timeout: 5% } }]
`;
    const parsed = parseScenario(yaml, "first.yaml");
    const defined = defineScenario({
      name: "first",
      projects: { shop: { balance: 100_000 } },
      load: [{ name: "all", payouts: 20, concurrency: 2, faults: { timeout: "5%" } }],
    });
    expect(parsed).toMatchObject({ ok: true, scenario: defined });
  });

  it("gives the same for the document of a file, whose base, variables and overrides are in it", () => {
    const base = "projects: { shop: { balance: 100_000 } }\nload: [{ name: all, payouts: 20, concurrency: 2 }]";
    const parsed = parseScenario("name: first\nextends: base.yaml\nseed: ${env:SEED}", "first.yaml", {
      readBase: () => ({ file: "base.yaml", bytes: Buffer.from(base) }),
      environment: { SEED: "7" },
      set: ["load.0.payouts=3"],
    });
    if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
    expect(Object.keys(parsed.document)).not.toContain("extends");
    expect(defineScenario(parsed.document)).toEqual(parsed.scenario);
    expect(parsed.scenario).toMatchObject({ seed: 7, load: [{ payouts: 3 }] });
  });

  it("throws every problem with its place", () => {
    const wrong = { name: "first", projects: { shop: { balance: -1 } }, load: [], speed: 3 };
    expect(() => defineScenario(wrong)).toThrowError(
      /balance must be [\s\S]*load must be a list[\s\S]*unknown key "speed"/,
    );
  });
});
