import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stampOf } from "../../src/domain/clock.ts";

describe("a timestamp", () => {
  it("is that of the date, whatever was written before it", () => {
    const near = fc.nat(3_000).map((ms) => 1_700_000_000_000 + ms);
    const any = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
    const withFraction = any.map((ms) => ms + 0.75);
    fc.assert(
      fc.property(fc.array(fc.oneof(near, any, withFraction)), (dates) => {
        expect(dates.map(stampOf)).toEqual(dates.map((epochMs) => new Date(epochMs).toISOString()));
      }),
    );
  });

  it("is refused for what is no date", () => {
    expect(() => stampOf(Number.NaN)).toThrow(RangeError);
  });
});
