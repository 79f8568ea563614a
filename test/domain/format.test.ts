import { describe, expect, it } from "vitest";
import {
  counted,
  formatChange,
  formatChangeInSats,
  formatDecimal,
  formatElapsed,
  formatInteger,
  formatPercent,
  formatSats,
} from "../../src/domain/format.ts";

describe("numbers", () => {
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
    expect([formatSats(msat), formatChange(msat)]).toEqual([bare, withSign]);
  });

  it("write a count with its thousands apart, and one that is not known as a question", () => {
    expect([0, -0, 2_000, null].map(formatInteger)).toEqual(["0", "0", "2,000", "?"]);
  });

  it("counts one, none and many", () => {
    expect([0, 1, 2_000].map((count) => counted(count, "payout"))).toEqual(["0 payouts", "1 payout", "2,000 payouts"]);
    expect([0, 1_000, -1_000, -2_000_000, 500].map(formatChangeInSats)).toEqual([
      ...["0 sats", "+1 sat", "−1 sat", "−2,000 sats", "+0.5 sats"],
    ]);
  });

  it("writes durations with the fraction that matters", () => {
    expect([0, 4.21, 9.99, 10.4, 612.4, 9_999, 12_480].map(formatElapsed)).toEqual([
      "0.0 ms",
      "4.2 ms",
      "10.0 ms",
      "10 ms",
      "612 ms",
      "9,999 ms",
      "12.5 s",
    ]);
  });

  it("write a share with the decimal that matters, and never round something to nothing", () => {
    expect([0, 0.0001, 0.0512, 1].map(formatPercent)).toEqual(["0%", "<0.1%", "5.1%", "100.0%"]);
  });

  it("write decimals without trailing zeros", () => {
    expect([1_234.5, 33.333_33, 2, -0.5].map((value) => formatDecimal(value, 4))).toEqual([
      "1,234.5",
      "33.3333",
      "2",
      "−0.5",
    ]);
  });
});
