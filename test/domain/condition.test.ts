import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  conditionExamples,
  conditionPattern,
  meets,
  namedCondition,
  namedConditionPattern,
  readCondition,
  readNamedCondition,
} from "../../src/domain/condition.ts";
import { type MetricName, metricNames, metrics } from "../../src/domain/metric.ts";

function read(metric: MetricName, text: string) {
  const result = readCondition(metric, text);
  return result.ok ? [result.condition.aggregate, result.condition.operator, result.condition.bound] : result.problem;
}

describe("a condition", () => {
  it.each([
    ["timeout_errors", "count==0", ["count", "==", 0]],
    ["timeout_errors", " count === 1.5 ", ["count", "===", 1.5]],
    ["timeout_rate", "rate<0.02", ["rate", "<", 0.02]],
    ["timeout_rate", "rate<2%", ["rate", "<", 0.02]],
    ["timeout_rate", "rate <= 0.7 %", ["rate", "<=", 0.007]],
    ["timeout_rate", "rate!=100%", ["rate", "!=", 1]],
    ["payout_duration", "p(95)<500", ["p(95)", "<", 500]],
    ["payout_duration", "p(99.99)<500ms", ["p(99.99)", "<", 500]],
    ["payout_duration", "p(0)>1.5s", ["p(0)", ">", 1500]],
    ["payout_duration", "p(100)>=0.001s", ["p(100)", ">=", 1]],
    ["attempt_duration", "avg<1", ["avg", "<", 1]],
    ["attempt_duration", "med<1", ["med", "<", 1]],
    ["attempt_duration", "min<1", ["min", "<", 1]],
    ["attempt_duration", "max<1", ["max", "<", 1]],
  ] as const)("on %s is read from %j", (metric, text, expected) => {
    expect(read(metric, text)).toEqual(expected);
  });

  it.each([
    ["timeout_errors", "p(95)<5", "timeout_errors is a count and has no p(95): write count==0"],
    [
      ...(["timeout_errors", "rate<0.2"] as const),
      "timeout_errors is a count and has no rate: write count==0; timeout_rate is the share of attempts that timed out at the node",
    ],
    ["payouts", "rate>10", "payouts is a count and has no rate: write count==0"],
    ["payouts", "value>10", "payouts is a count and has no value: write count==0"],
    [
      ...(["paid_rate", "count>3"] as const),
      "paid_rate is a rate and has no count: write rate<0.02; paid is payouts that the caller knows to be paid",
    ],
    ["payout_duration", "count==0", "payout_duration is a trend and has no count: write p(95)<500"],
    ["timeout_rate", "rate<2", "a rate is from 0 to 1, and 2 is more: write 2%"],
    ["timeout_rate", "rate<1.5", "a rate is from 0 to 1, and 1.5 is more: write 1.5%"],
    [
      ...(["payout_duration", "p(101)<5"] as const),
      "payout_duration has p(N) for every N from 0 to 100, such as p(99.9), and p(101) is none of them",
    ],
    [
      ...(["payout_duration", "p(95)<5m"] as const),
      "a condition on payout_duration is avg, min, med, max or p(N), one of == != > >= < <=, and milliseconds, such as p(95)<500 or avg<=80ms or max<1.5s",
    ],
    [
      ...(["timeout_rate", "rate<101%"] as const),
      "a condition on timeout_rate is rate, one of == != > >= < <=, and a share from 0 to 1 or a percentage, such as rate<0.02 or rate<2%",
    ],
    [
      ...(["timeout_errors", "count=0"] as const),
      "a condition on timeout_errors is count, one of == != > >= < <=, and a number, such as count==0 or count>0",
    ],
  ] as const)("on %s is not %j", (metric, text, problem) => {
    expect(read(metric, text)).toBe(problem);
  });

  it.each([
    "count==-1",
    "count==1e3",
    "count==5%",
    "count==5ms",
    "count",
    "==0",
    "count==",
    "count==0 && count==1",
    "count==0\ncount==1",
    "count=<0",
    "count<>0",
    `count==${"9".repeat(16)}`,
    "",
  ])("on a count is not %j", (text) => {
    expect(readCondition("timeout_errors", text).ok).toBe(false);
  });

  it("on every metric is what its examples say, and its pattern knows them", () => {
    for (const metric of metricNames) {
      const { kind } = metrics[metric];
      for (const example of conditionExamples(kind)) {
        expect(readCondition(metric, example).ok, `${metric} ${example}`).toBe(true);
        expect(example).toMatch(new RegExp(conditionPattern(kind)));
      }
    }
  });

  it("throws at no text, and takes none that its pattern does not", () => {
    const words = fc.constantFrom(
      "count",
      "rate",
      "p(95)",
      "avg",
      "<",
      "==",
      "=",
      " ",
      "5",
      "0.5",
      "%",
      "ms",
      "s",
      "(",
      ")",
    );
    fc.assert(
      fc.property(fc.constantFrom(...metricNames), fc.array(words, { maxLength: 6 }), (metric, parts) => {
        const text = parts.join("");
        const { ok } = readCondition(metric, text);
        expect(!ok || new RegExp(conditionPattern(metrics[metric].kind)).test(text)).toBe(true);
        expect(typeof readNamedCondition(text).ok).toBe("boolean");
      }),
    );
  });
});

describe("a condition that names its metric", () => {
  it.each([
    ["timeout_rate > 2%", "timeout_rate > 2%"],
    ["timeout_rate>2 %", "timeout_rate > 2%"],
    ["timeout_rate rate >= 0.02", "timeout_rate >= 0.02"],
    ["unknown count>0", "unknown > 0"],
    ["payout_duration   p(95)>1.5 s", "payout_duration p(95) > 1.5s"],
    ["  balance_mismatches===0 ", "balance_mismatches === 0"],
  ])("is read from %j, and written %j", (text, written) => {
    const result = readNamedCondition(text);
    if (!result.ok) throw new Error(result.problem);
    expect(namedCondition(text, result.condition)).toBe(written);
    expect(readNamedCondition(written)).toEqual(result);
  });

  it.each([
    ["timeout_rate", "it is a metric, an operator and a bound, such as timeout_rate > 2%"],
    ["> 2%", "it is a metric, an operator and a bound, such as timeout_rate > 2%"],
    ["moon > 2%", `there is no metric moon: there are ${metricNames.join(", ")}`],
    [
      ...(["payout_duration > 2s"] as const),
      "a condition on payout_duration is avg, min, med, max or p(N), one of == != > >= < <=, and milliseconds, such as p(95)<500 or avg<=80ms or max<1.5s",
    ],
    ["timeout_errors p(95) > 2", "timeout_errors is a count and has no p(95): write count==0"],
  ])("is not %j", (text, problem) => {
    expect(readNamedCondition(text)).toEqual({ ok: false, problem });
  });
});

describe("a rate of exactly the bound", () => {
  it.each([0.7, 2, 2.5, 5, 29, 57, 58])("of %f %% is not above it, however a computer divides", (percent) => {
    const result = readNamedCondition(`timeout_rate > ${percent}%`);
    if (!result.ok) throw new Error(result.problem);
    expect(meets((percent * 10) / 1000, result.condition)).toBe(false);
    expect(meets((percent * 10 + 1) / 1000, result.condition)).toBe(true);
  });
});

describe("the pattern of a condition that names its metric", () => {
  const pattern = new RegExp(namedConditionPattern());

  it.each([
    "timeout_rate > 2%",
    "timeout_rate rate>=0.5",
    " unknown>0 ",
    "payout_duration p(99.9) > 1.5 s",
    "attempts count == 3",
  ])("allows %j", (text) => {
    expect([pattern.test(text), readNamedCondition(text).ok]).toEqual([true, true]);
  });

  it.each([
    "timeout_rate",
    "timeouts > 2%",
    "payout_duration > 1s",
    "unknown > 2%",
    "attempts p(95) > 1",
    "timeout_rate > 2",
    "",
  ])("refuses %j", (text) => {
    expect([pattern.test(text), readNamedCondition(text).ok]).toEqual([false, false]);
  });
});
