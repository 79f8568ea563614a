import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costMsat, costMsatOf, type FeeRule, noFee, reserveMsatOf } from "../../src/domain/fee.ts";

const cost = (rule: Partial<FeeRule>, amountMsat: number) => costMsatOf({ ...noFee, ...rule })(amountMsat);

describe("what a payout costs", () => {
  it.each([
    ["nothing beyond its amount", {}, 1_000_000, 1_000_000],
    ["1 % and 5 sats", { ppm: 10_000, flatMsat: 5_000 }, 1_000_000, 1_015_000],
    ["1 % to the msat, up", { ppm: 10_000 }, 101, 103],
    ["1 % to the msat, down", { ppm: 10_000, round: "down" }, 199, 200],
    ["1 % to the msat, half up", { ppm: 10_000, round: "half-up" }, 150, 152],
    ["1 % to the msat, half up, below the half", { ppm: 10_000, round: "half-up" }, 149, 150],
    ["2 % to the sat, up", { ppm: 20_000, toMsat: 1_000 }, 1_000, 2_000],
    ["2 % to the sat, down", { ppm: 20_000, toMsat: 1_000, round: "down" }, 99_000, 100_000],
    ["0.5 % to the sat, at least 10 sats", { ppm: 5_000, toMsat: 1_000, minimumMsat: 10_000 }, 100_000, 110_000],
    ["1 %, at most 3 sats", { ppm: 10_000, maximumMsat: 3_000 }, 1_000_000, 1_003_000],
    ["free below 10 sats", { ppm: 10_000, minimumMsat: 1_000, freeBelowMsat: 10_000 }, 9_999, 9_999],
    ["not free at 10 sats", { ppm: 10_000, minimumMsat: 1_000, freeBelowMsat: 10_000 }, 10_000, 11_000],
    ["a share of a whale", { ppm: 999_999, round: "down" }, 4_000_000_000_000_001, 7_999_996_000_000_001],
  ] as const)("%s", (_, rule, amountMsat, costs) => {
    expect(cost(rule, amountMsat)).toBe(costs);
  });

  it("is amount and 2%, rounded up to a whole sat, by the embedded contract", () => {
    const sats = [0.001, 1, 49, 50, 50.001, 51, 99, 100, 101, 1_000, 1_000.5];
    expect(sats.map((amount) => costMsat(Math.round(amount * 1_000)))).toEqual([
      1_001, 2_000, 50_000, 51_000, 52_001, 53_000, 101_000, 102_000, 104_000, 1_020_000, 1_021_500,
    ]);
  });

  it("has the nearest fee that the rounding allows, at any amount", () => {
    const rules = fc.record({
      ppm: fc.integer({ min: 0, max: 1_000_000 }),
      flatMsat: fc.integer({ min: 0, max: 10_000 }),
      toMsat: fc.constantFrom(1, 1_000),
      round: fc.constantFrom("up" as const, "down" as const, "half-up" as const),
    });
    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 4_000_000_000_000_000 }), (rule, amountMsat) => {
        const fee = BigInt(cost(rule, amountMsat) - amountMsat);
        const step = BigInt(rule.toMsat);
        const exact = BigInt(amountMsat) * BigInt(rule.ppm) + BigInt(rule.flatMsat) * 1_000_000n;
        const over = fee * 1_000_000n - exact;
        expect(fee % step).toBe(0n);
        if (rule.round === "up") expect(over >= 0n && over < step * 1_000_000n).toBe(true);
        if (rule.round === "down") expect(over <= 0n && -over < step * 1_000_000n).toBe(true);
        if (rule.round === "half-up")
          expect(2n * over <= step * 1_000_000n && -2n * over < step * 1_000_000n).toBe(true);
      }),
    );
  });
});

describe("what may be taken beyond that", () => {
  it.each([
    ["nothing", { ppm: 0, atLeastMsat: 0 }, 1_000_000, 0],
    ["1 %", { ppm: 10_000, atLeastMsat: 0 }, 1_000_000, 10_000],
    ["1 %, to the next msat", { ppm: 10_000, atLeastMsat: 0 }, 101, 2],
    ["at least 2 sats, of a small amount", { ppm: 10_000, atLeastMsat: 2_000 }, 100_000, 2_000],
    ["at least 2 sats, of a large amount", { ppm: 10_000, atLeastMsat: 2_000 }, 1_000_000, 10_000],
  ] as const)("is %s", (_, rule, amountMsat, msat) => {
    expect(reserveMsatOf(rule, amountMsat)).toBe(msat);
  });
});
