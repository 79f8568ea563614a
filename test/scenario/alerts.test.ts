import { describe, expect, it } from "vitest";
import { metricNames } from "../../src/domain/metric.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { GOOD } from "./text.ts";

/** What is wrong with these lines below a good scenario, each as `line:column  message`. */
function problems(lines: string): readonly string[] {
  const result = parseScenario(`${GOOD}${lines}`, "x.yaml");
  if (result.ok) return [];
  return result.problems.map(({ line, column, message, suggestion }) => {
    return `${line}:${column}  ${message}${suggestion === undefined ? "" : `: did you mean "${suggestion}"?`}`;
  });
}

describe("a wrong alert", () => {
  it.each([
    [
      "with an unknown metric",
      'A: { when: "timeot_rate > 2%" }',
      `10:14  unknown metric "timeot_rate": did you mean "timeout_rate"? (known: ${metricNames.join(", ")})`,
    ],
    [
      "with a metric that resembles no other",
      'A: { when: "moon > 2%" }',
      `10:14  unknown metric "moon" (known: ${metricNames.join(", ")})`,
    ],
    [
      "with an aggregate that the metric does not have",
      "A: { when: timeout_errors p(95) > 2 }",
      '10:14  invalid condition "timeout_errors p(95) > 2": timeout_errors is a count and has no p(95): write count==0',
    ],
    [
      "without a condition",
      "A: { severity: info }",
      '10:3  missing key "when": it must be a condition such as timeout_rate > 2% (only PaymentTimeoutRate and BalanceMismatch may omit it)',
    ],
    ["with a key that is none", "A: { wen: paid > 1 }", '10:8  unknown key "wen": did you mean "when"?'],
    [
      "with an unknown severity",
      "A: { when: paid > 1, severity: critcal }",
      '10:34  severity must be one of critical, warning, info (got "critcal"): did you mean "critical"?',
    ],
    [
      "with a number for a condition",
      "A: { when: 5 }",
      "10:14  when must be a metric, an operator and a bound, such as timeout_rate > 2% (got 5)",
    ],
    [
      "that is a bare condition",
      "A: paid > 1",
      '10:6  an alert must be a map such as { when: "timeout_rate > 2%", severity: warning } (got "paid > 1")',
    ],
    [
      "whose name is not allowed in a rule",
      "a-b: { when: paid > 1 }",
      '10:3  the name of an alert must be up to 60 letters, digits and underscores, as in PaymentTimeoutRate (got "a-b")',
    ],
    [
      "that would make BalanceMismatch less urgent",
      "BalanceMismatch: { severity: info }",
      "10:3  BalanceMismatch is always balance_mismatches > 0 and critical: leave it out, or give your alert another name",
    ],
    [
      "that would make BalanceMismatch blind",
      "BalanceMismatch: { when: balance_mismatches > 3 }",
      "10:3  BalanceMismatch is always balance_mismatches > 0 and critical: leave it out, or give your alert another name",
    ],
    [
      "that would make PaymentTimeoutRate watch another metric",
      "PaymentTimeoutRate: { when: paid > 3 }",
      "10:31  PaymentTimeoutRate must be timeout_rate above a bound, such as timeout_rate > 5%: give another condition another name",
    ],
    [
      "that would invert PaymentTimeoutRate",
      "PaymentTimeoutRate: { when: timeout_rate < 2% }",
      "10:31  PaymentTimeoutRate must be timeout_rate above a bound, such as timeout_rate > 5%: give another condition another name",
    ],
  ])("%s", (_, line, message) => {
    expect(problems(`alerts:\n  ${line}\n`)).toEqual([message]);
  });

  it("is reported together with all other mistakes", () => {
    const lines = ["A: {}", "B: { when: moon > 1 }", "BalanceMismatch: { severity: info }", "C: { when: 3 }"];
    expect(problems(`alerts:\n  ${lines.join("\n  ")}\n`).map((text) => text.split(" ")[0])).toEqual([
      ...["10:3", "11:14", "12:3", "13:14"],
    ]);
  });

  it("is the 33rd one", () => {
    const many = Array.from({ length: 33 }, (_, index) => `  A${index}: { when: paid > ${index} }\n`).join("");
    expect(problems(`alerts:\n${many}`)).toEqual(["9:1  a scenario must have at most 32 alerts (got 33)"]);
  });

  it("is a list", () => {
    expect(problems("alerts: [paid > 1]\n")).toEqual([
      '9:1  alerts must be a map from name to alert such as { SlowPayouts: { when: "payout_duration p(95) > 1s" } } (got a list)',
    ]);
  });
});

describe("a built-in alert", () => {
  const alerts = (lines: string) => {
    const result = parseScenario(`${GOOD}${lines}`, "x.yaml");
    return result.ok ? result.scenario.alerts.map(({ name, when, severity }) => `${name} ${when} ${severity}`) : result;
  };

  it("is on by default", () => {
    const both = ["PaymentTimeoutRate timeout_rate > 2% warning", "BalanceMismatch balance_mismatches > 0 critical"];
    expect(alerts("")).toEqual(both);
    expect(alerts("alerts: {}\n")).toEqual(both);
    expect(alerts("alerts: { BalanceMismatch: { severity: critical } }\n")).toEqual(both);
  });

  it("takes the bound and the severity for timeouts from the file", () => {
    expect(alerts("alerts: { PaymentTimeoutRate: { when: timeout_rate >= 5% } }\n")).toContain(
      "PaymentTimeoutRate timeout_rate >= 5% warning",
    );
    expect(alerts("alerts: { PaymentTimeoutRate: { severity: info } }\n")).toContain(
      "PaymentTimeoutRate timeout_rate > 2% info",
    );
  });
});

describe("a wrong threshold", () => {
  it.each([
    [
      "on a metric that counts",
      "timeout_errors: [p(95)<3]",
      '10:20  invalid threshold "p(95)<3": timeout_errors is a count and has no p(95): write count==0',
    ],
    [
      "in k6's long form",
      "timeout_rate: [{ threshold: rate<0.2, abortOnFail: true }]",
      '10:18  a threshold must be text such as count==0 (got a map: write only "rate<0.2")',
    ],
    ["that is a number", "paid: [5]", "10:10  a threshold must be text such as count==0 (got 5)"],
    ["on a metric that is misspelled", 'payd: ["count>5"]', '10:3  unknown metric "payd": did you mean "paid"?'],
    [
      "on a metric that resembles no other",
      'moon: ["count>5"]',
      `10:3  unknown metric "moon" (known: ${metricNames.join(", ")})`,
    ],
  ])("%s", (_, line, message) => {
    expect(problems(`thresholds:\n  ${line}\n`)).toEqual([message]);
  });
});
