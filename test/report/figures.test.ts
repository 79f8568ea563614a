import { describe, expect, it } from "vitest";
import { amount, duration, figure, looked, payoutCount, signed, signedSats } from "../../src/report/figures.ts";

describe("figures", () => {
  it.each([
    [0, "0", "0"],
    [-0, "0", "0"],
    [8_568_000, "8,568", "+8,568"],
    [-10_200_000, "−10,200", "−10,200"],
    [500, "0.5", "+0.5"],
    [-1, "−0.001", "−0.001"],
    [1_020_010, "1,020.01", "+1,020.01"],
    [9_000_000_000_000_125, "9,000,000,000,000.125", "+9,000,000,000,000.125"],
    [null, "?", "?"],
  ])("write %j msat as %j sats, and with its direction as %j", (msat, bare, withSign) => {
    expect([amount(msat), signed(msat)]).toEqual([bare, withSign]);
  });

  it("write a count with its thousands apart, and one that is not known as a question", () => {
    expect([0, -0, 2_000, null].map(figure)).toEqual(["0", "0", "2,000", "?"]);
  });

  it("counts one, none and many", () => {
    expect([0, 1, 2_000].map(payoutCount)).toEqual(["no payout", "1 payout", "2,000 payouts"]);
    expect([0, 1_000, -1_000, -2_000_000, 500].map(signedSats)).toEqual([
      ...["0 sats", "+1 sat", "−1 sat", "−2,000 sats", "+0.5 sats"],
    ]);
  });

  it("writes durations with the fraction that matters", () => {
    expect([0, 4.21, 9.99, 10.4, 612.4, 9_999, 12_480].map(duration)).toEqual([
      "0.0 ms",
      "4.2 ms",
      "10.0 ms",
      "10 ms",
      "612 ms",
      "9,999 ms",
      "12.5 s",
    ]);
  });
});

describe("the figure that a threshold or an alert looked at", () => {
  const threshold = (metric: string, expression: string, value: number | null) => {
    return looked({ metric, expression, value, ok: true });
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

  it("is told in the terms of the alert", () => {
    const alert = (when: string, value: number) => looked({ name: "a", severity: "info", fired: true, when, value });
    expect(alert("timeout_rate > 2%", 0.05)).toBe("5%");
    expect(alert("attempt_duration p(95) > 1s", 1234.5)).toBe("1,235 ms");
    expect(alert("balance_mismatches > 0", 1)).toBe("1");
  });
});
