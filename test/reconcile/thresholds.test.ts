import { describe, expect, it } from "vitest";
import { judge } from "../../src/reconcile/thresholds.ts";

const metrics = { timeout_errors: { count: 3 }, timeout_rate: { rate: 0.5 } };

describe("thresholds", () => {
  it.each([
    ["count==3", true],
    ["count != 3", false],
    ["count>2", true],
    ["count>3", false],
    ["count>=3", true],
    ["count<3", false],
    ["count <= 3", true],
    ["count<3.5", true],
  ])("compare: 3 against %s is %s", (expression, ok) => {
    expect(judge({ timeout_errors: [expression] }, metrics)).toEqual({
      results: [{ metric: "timeout_errors", expression, ok }],
      doubts: [],
    });
  });

  it.each([
    ["timeout_errors", "p(95)<500"],
    ["timeout_errors", "count=3"],
    ["timeout_rate", "count<3"],
    ["no_such_metric", "count==0"],
  ])("that cannot be judged are not ok, and a doubt: %s %s", (metric, expression) => {
    expect(judge({ [metric]: [expression] }, metrics)).toEqual({
      results: [{ metric, expression, ok: false }],
      doubts: [`the threshold ${metric}: ${expression} cannot be judged`],
    });
  });

  it("are judged one by one and in order", () => {
    expect(judge({ timeout_errors: ["count>0", "count<2"] }, metrics).results.map(({ ok }) => ok)).toEqual([
      true,
      false,
    ]);
  });
});
