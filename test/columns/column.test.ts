import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createColumn } from "../../src/columns/column.ts";
import { runs } from "../runs.ts";

const value = fc.oneof(
  fc.nat(),
  fc.integer(),
  fc.double(),
  fc.nat(10_000_000).map((micros) => micros / 1_000),
  fc.nat(100_000).map((sats) => sats * 1_000),
  fc.constantFrom(0, -0, Number.NaN, 1e300, 2 ** 53, -(2 ** 53), 2 ** 53 - 1, 0.1 + 0.2, 4_294_967_295, 4_294_967_296),
);

/** Stretches in which values are alike, so that every form of a block is met: equal, on a line, near one, and anything. */
const stretch = fc
  .record({
    length: fc.integer({ min: 1, max: 700 }),
    from: value,
    step: fc.constantFrom(0, 0, 1, -1, 0.001, 17, 1_000, 1_020_000, 16_777_216),
    noise: fc.constantFrom(0, 1, 2, 5, 1_000, 2 ** 31, 2 ** 32 - 1, 2 ** 32),
    odd: value,
  })
  .map(({ length, from, step, noise, odd }) => {
    return Array.from({ length }, (_, row) => {
      if (row % 97 === 96 && noise === 2) return odd;
      return noise === 0 && step === 0 ? from : from + step * row + ((row * 7_919) % 31) * (noise / 31);
    });
  });

describe("a column", () => {
  it("has every number as it was put there", () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 5 }), (stretches) => {
        const values = stretches.flat();
        const column = createColumn();
        for (const each of values) column.push(each);
        const different = values.flatMap((each, row) => (Object.is(column.at(row), each) ? [] : [[row, each]]));
        expect(different).toEqual([]);
      }),
      { numRuns: runs(100, 3_000) },
    );
  });

  it("has numbers of every width", () => {
    const widths = Array.from({ length: 33 }, (_, bits) => 2 ** bits - 1);
    const values = widths.flatMap((most) => Array.from({ length: 256 }, (_, row) => (row % 2 === 0 ? 7 : 7 + most)));
    const column = createColumn();
    for (const each of values) column.push(each);
    expect(values.filter((each, row) => column.at(row) !== each)).toEqual([]);
    expect(column.at(values.length)).toBe(0);
  });
});
