import { describe, expect, it } from "vitest";
import { sourceOf } from "../../../src/cli/run/job.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import { planScenario } from "../../../src/scenario/plan.ts";

const text = `
name: two-phases
seed: 1
projects: { project_a: { balance: 100_000 } }
api: { strategy: outbox }
crashes: [{ at: after-send }, { at: after-charge, occurrence: 2 }]
load:
  - { name: quiet, payouts: 10, concurrency: 2 }
  - { name: rush, payouts: 10, concurrency: 2, faults: { timeout: 2, answer-lost: 1 } }
  - { name: later, payouts: 10, concurrency: 2, faults: { timeout: 3 } }
`;

describe("the source of a scenario", () => {
  const result = parseScenario(text, "two-phases.yaml");
  const source = result.ok
    ? sourceOf({ ...result, file: "two-phases.yaml" }, planScenario(result.scenario))
    : undefined;

  it.each([
    ["timeout", ["load", 1, "faults", "timeout"]],
    ["answer-lost", ["load", 1, "faults", "answer-lost"]],
    ["after-charge", ["crashes", 1]],
    ["late-settle", undefined],
  ])("knows the first place that declares %s", (name, path) => {
    expect(source?.faultPath?.(name)).toEqual(path);
  });

  it("knows the place of a moment", () => {
    const written = text.replace(/crashes: .*/, "crashes: [{ when: answer-sent }, { when: payment-settled }]");
    const parsed = parseScenario(written, "two-phases.yaml");
    const place = parsed.ok ? sourceOf({ ...parsed, file: "x.yaml" }, planScenario(parsed.scenario)) : undefined;
    expect(place?.faultPath?.("payment-settled")).toEqual(["crashes", 1]);
  });

  it.each([
    [["name"], 2],
    [["load", 1, "faults", "timeout"], 9],
    [["expect"], 2],
  ])("knows the line of %s, or of what is around it", (path, line) => {
    expect(source?.locate(path)).toMatchObject({ file: "two-phases.yaml", line });
  });
});
