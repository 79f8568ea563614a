import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costMsat, feeMsat, msatOf, satsOf } from "../../src/domain/money.ts";

describe("money", () => {
  it("charges 1,020 sats for a payout of 1,000", () => {
    expect(costMsat(1_000_000)).toBe(1_020_000);
  });

  it("rounds the fee up to a whole sat", () => {
    expect([1, 49, 50, 50.001, 51, 99, 100, 101].map((sats) => satsOf(feeMsat(msatOf(sats))))).toEqual([
      1, 1, 1, 2, 2, 2, 2, 3,
    ]);
  });

  it("never takes less than 2%, and never a whole sat more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), (amountMsat) => {
        const exact = amountMsat * 2;
        expect(feeMsat(amountMsat) * 100).toBeGreaterThanOrEqual(exact);
        expect((feeMsat(amountMsat) - 1_000) * 100).toBeLessThan(exact);
        expect(feeMsat(amountMsat) % 1_000).toBe(0);
      }),
    );
  });

  it("is the same in sats and back, up to 80,000 bitcoins", () => {
    fc.assert(
      fc.property(fc.integer({ min: -8_000_000_000_000_000, max: 8_000_000_000_000_000 }), (msat) => {
        expect(msatOf(satsOf(msat))).toBe(msat);
      }),
    );
  });
});
