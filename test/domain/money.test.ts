import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { msatOf, satsOf } from "../../src/domain/money.ts";

describe("money", () => {
  it("is the same in sats and back, up to 40,000 bitcoins", () => {
    fc.assert(
      fc.property(fc.integer({ min: -4_000_000_000_000_000, max: 4_000_000_000_000_000 }), (msat) => {
        expect(msatOf(satsOf(msat))).toBe(msat);
      }),
    );
  });
});
