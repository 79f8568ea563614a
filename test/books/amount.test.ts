import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactMsat } from "../../src/books/amount.ts";

describe("an amount in a database", () => {
  it.each([
    ["1000", "msat", 1_000],
    ["-1020000", "msat", -1_020_000],
    ["1000.000", "msat", 1_000],
    ["0.001", "sat", 1],
    ["-12.5", "sat", -12_500],
    ["1020", "sat", 1_020_000],
    ["0.00001020", "btc", 1_020_000],
    ["0.00000000001", "btc", 1],
    ["21000", "btc", 2_100_000_000_000_000],
    ["-0", "sat", 0],
    ["+5", "sat", 5_000],
    ["7.", "sat", 7_000],
    ["9007199254740991", "msat", 9_007_199_254_740_991],
  ] as const)("%s %s is %d msat", (text, unit, msat) => {
    expect(exactMsat(text, unit, "amount")).toBe(msat);
  });

  it.each([
    ["0.5", "msat", "amount must be a whole number of msat (got 0.5 msat)"],
    ["0.0001", "sat", "amount must be a whole number of msat (got 0.0001 sat)"],
    ["9007199254740992", "msat", "amount is too large (got 9007199254740992 msat)"],
    ["1e3", "sat", 'amount must be a number (got "1e3")'],
    ["NaN", "sat", 'amount must be a number (got "NaN")'],
    ["", "sat", 'amount must be a number (got "")'],
    ["1,000", "sat", 'amount must be a number (got "1,000")'],
  ] as const)("%s %s is refused", (text, unit, message) => {
    expect(() => exactMsat(text, unit, "amount")).toThrow(message);
  });

  it("is exact in every unit", () => {
    const amounts = fc.integer({ min: -2_100_000_000_000_000, max: 2_100_000_000_000_000 });
    fc.assert(
      fc.property(amounts, fc.constantFrom(["msat", 0], ["sat", 3], ["btc", 11] as const), (msat, [unit, places]) => {
        const digits = String(Math.abs(msat)).padStart(places + 1, "0");
        const whole = digits.slice(0, digits.length - places);
        const text = `${msat < 0 ? "-" : ""}${whole}.${digits.slice(digits.length - places)}`;
        expect(exactMsat(text, unit as "msat" | "sat" | "btc", "amount")).toBe(msat);
      }),
    );
  });
});
