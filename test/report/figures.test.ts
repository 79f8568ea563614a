import { describe, expect, it } from "vitest";
import { duration, figure, looked, payoutCount, signed, signedSats } from "../../src/report/figures.ts";

describe("figures", () => {
  it.each([
    [0, "0", "0"],
    [-0, "0", "0"],
    [8_568, "8,568", "+8,568"],
    [-10_200, "−10,200", "−10,200"],
    [2_100_000_000_000_000, "2,100,000,000,000,000", "+2,100,000,000,000,000"],
    [null, "?", "?"],
  ])("writes %j as %j, and with its direction as %j", (value, bare, withSign) => {
    expect([figure(value), signed(value)]).toEqual([bare, withSign]);
  });

  it("counts one, none and many", () => {
    expect([0, 1, 2_000].map(payoutCount)).toEqual(["no payout", "1 payout", "2,000 payouts"]);
    expect([0, 1, -1, -2_000].map(signedSats)).toEqual(["0 sats", "+1 sat", "−1 sat", "−2,000 sats"]);
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

describe("the figure that a threshold looked at", () => {
  const durations = { "p(50)": 4, "p(95)": 104.6, "p(99)": 107, max: 132 };

  it.each([
    [{ count: 1_010 }, "count==0", "1,010"],
    [{ rate: 0.0512 }, "rate<0.02", "0.0512"],
    [durations, "p(95)<500", "105 ms"],
    [durations, " max <= 100", "132 ms"],
    [durations, "p(42)<500", undefined],
    [{ count: 1 }, "toString==0", undefined],
    [{ count: 1 }, "", undefined],
    [undefined, "count==0", undefined],
  ])("of %j under %j is %j", (metric, expression, expected) => {
    expect(looked(metric, expression)).toBe(expected);
  });
});
