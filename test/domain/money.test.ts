import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costSats, feeSats } from "../../src/domain/money.ts";

describe("money", () => {
  it("charges 1,020 sats for a payout of 1,000", () => {
    expect(costSats(1000)).toBe(1020);
  });

  it("rounds the fee up to a whole sat", () => {
    expect([1, 49, 50, 51, 99, 100, 101].map(feeSats)).toEqual([1, 1, 1, 2, 2, 2, 3]);
  });

  it("never takes less than 2%, and never a whole sat more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (amountSats) => {
        const exact = amountSats * 2;
        expect(feeSats(amountSats) * 100).toBeGreaterThanOrEqual(exact);
        expect((feeSats(amountSats) - 1) * 100).toBeLessThan(exact);
        expect(Number.isInteger(costSats(amountSats))).toBe(true);
      }),
    );
  });
});
