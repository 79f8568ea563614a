import { describe, expect, it } from "vitest";
import { formatObservedValue } from "../../src/report/wording.ts";

describe("the figure that a threshold or an alert looked at", () => {
  const threshold = (metric: string, expression: string, value: number | null) => {
    return formatObservedValue({ metric, expression, value, ok: true });
  };

  it.each([
    ["timeout_errors", "count==0", 1_010, "1,010"],
    ["timeout_rate", "rate<0.02", 0.0512, "0.0512"],
    ["timeout_rate", "rate<2%", 0.0512, "5.12%"],
    ["timeout_rate", "rate<2%", 1 / 3, "33.3333%"],
    ["payout_duration", "p(95)<500", 104.6, "105 ms"],
    ["payout_duration", "p(99.9)<1s", 12_480, "12.5 s"],
    ["payout_duration", "avg<1s", null, undefined],
    ["no_such_metric", "whatever", 3, "3"],
    ["toString", "", 3, "3"],
  ])("of %s under %j at %j is %j", (metric, expression, value, expected) => {
    expect(threshold(metric, expression, value)).toBe(expected);
  });

  it("is shown in the unit of the alert", () => {
    const alert = (when: string, value: number) =>
      formatObservedValue({ name: "a", severity: "info", fired: true, when, value });
    expect(alert("timeout_rate > 2%", 0.05)).toBe("5%");
    expect(alert("attempt_duration p(95) > 1s", 1234.5)).toBe("1,235 ms");
    expect(alert("balance_mismatches > 0", 1)).toBe("1");
  });
});
