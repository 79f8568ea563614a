import { describe, expect, it } from "vitest";
import { reconcile } from "../../src/reconcile/index.ts";
import { evaluateThresholds } from "../../src/reconcile/thresholds.ts";
import { answered, good, run, sent } from "./facts.ts";

const figures: Readonly<Record<string, number>> = { "timeout_errors count": 3, "timeout_rate rate": 0.02 };
const measured = {
  metrics: {},
  valueOf: ({ metric, aggregate }: { metric: string; aggregate: string }) => figures[`${metric} ${aggregate}`],
};

describe("thresholds", () => {
  it.each([
    ["count==3", true],
    ["count===3", true],
    ["count != 3", false],
    ["count>2", true],
    ["count>3", false],
    ["count>=3", true],
    ["count<3", false],
    ["count <= 3", true],
    ["count<3.5", true],
  ])("compare: 3 against %s is %s", (expression, ok) => {
    expect(evaluateThresholds({ timeout_errors: [expression] }, measured)).toEqual({
      results: [{ metric: "timeout_errors", expression, ok, value: 3 }],
      doubts: [],
    });
  });

  it.each([
    ["timeout_errors", "p(95)<500", "timeout_errors is a count and has no p(95): write count==0"],
    ["timeout_rate", "count<3", "timeout_rate is a rate and has no count: write rate<0.02; timeout_errors is attempts"],
    ["no_such_metric", "count==0", "there is no metric no_such_metric"],
    ["toString", "count==0", "there is no metric toString"],
    ["payout_duration", "p(95)<500", "payout_duration has no samples"],
  ])("that cannot be judged are not ok, and a doubt: %s %s", (metric, expression, why) => {
    const { results, doubts } = evaluateThresholds({ [metric]: [expression] }, measured);
    expect(results).toEqual([{ metric, expression, ok: false, value: null }]);
    expect(doubts).toEqual([
      { kind: "threshold-not-judged", metric, expression, reason: expect.stringContaining(why) },
    ]);
  });

  it("are judged one by one and in order", () => {
    const oks = evaluateThresholds({ timeout_errors: ["count>0", "count<2"] }, measured).results.map(({ ok }) => ok);
    expect(oks).toEqual([true, false]);
  });

  it("look at any percentile of what was measured, and not only at those that are reported", () => {
    const happened = Array.from({ length: 1000 }, (_, index) => index + 1).flatMap((payout) => [
      sent(payout, { atMs: 10 }),
      answered(payout, { atMs: 10 + payout }),
    ]);
    const expressions = ["p(0)==1", "p(42)<500", "p(99.9)<1s", "p(99.95)<1s", "med<600", "avg<1", "min<2", "max<1s"];
    const { thresholds } = reconcile(run(0, happened, { thresholds: { payout_duration: expressions } }));
    expect(thresholds.map(({ value, ok }) => [value, ok])).toEqual([
      ...[
        [1, true],
        [420, true],
        [999, true],
        [1000, false],
      ],
      ...[
        [500, true],
        [500.5, false],
        [1, true],
        [1000, false],
      ],
    ]);
  });

  it("on a metric without samples make a run inconclusive that is balanced otherwise", () => {
    const silent = reconcile(run(100_000_000, [sent(1)], { thresholds: { payout_duration: ["p(95)<500"] } }));
    expect(silent.doubts).toContainEqual({
      kind: "threshold-not-judged",
      metric: "payout_duration",
      expression: "p(95)<500",
      reason: "payout_duration has no samples",
    });
    const { verdict } = reconcile(run(98_980_000, good(1), { thresholds: { payout_duration: ["p(95)<500"] } }));
    expect(verdict).toBe("balanced");
  });
});
