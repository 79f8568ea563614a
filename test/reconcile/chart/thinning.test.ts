import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { thinFirings, thinPoints } from "../../../src/reconcile/chart/thinning.ts";

const points = fc
  .array(fc.record({ atMs: fc.integer({ min: 0, max: 500 }), msat: fc.integer({ min: -1000, max: 1000 }) }), {
    minLength: 1,
    maxLength: 300,
  })
  .map((all) => all.sort((left, right) => left.atMs - right.atMs));

describe("a line of many points", () => {
  it("keeps its first and last point and its extremes, in their order, and at most four for each slot", () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 40 }), (all, slots) => {
        const few = thinPoints(all, slots);
        expect(few.length).toBeLessThanOrEqual(4 * slots);
        expect(few[0]).toBe(all[0]);
        expect(few.at(-1)).toBe(all.at(-1));
        const heights = (line: typeof all | typeof few) => line.map(({ msat }) => msat);
        expect(Math.min(...heights(few))).toBe(Math.min(...heights(all)));
        expect(Math.max(...heights(few))).toBe(Math.max(...heights(all)));
        expect(few).toEqual(all.filter((point) => few.includes(point)));
      }),
    );
  });

  it("stays as it is where it has few points, or none", () => {
    const few = [1, 2, 3, 4].map((atMs) => ({ atMs, msat: atMs }));
    expect(thinPoints(few, 1)).toBe(few);
    expect(thinPoints([], 1)).toEqual([]);
  });

  it("of one moment is thinned as well", () => {
    const line = Array.from({ length: 100 }, (_, msat) => ({ atMs: 5, msat }));
    expect(thinPoints(line, 10).map(({ msat }) => msat)).toEqual([0, 99]);
  });
});

describe("firings", () => {
  it("of one fault are kept apart, and those of another beside them", () => {
    const firings = [0, 1, 51, 52, 99].flatMap((atMs) => [
      { atMs, fault: "timeout" },
      ...(atMs === 1 ? [{ atMs, fault: "slow" }] : []),
    ]);
    expect(thinFirings(firings, 100, 2)).toEqual([
      { atMs: 0, fault: "timeout" },
      { atMs: 1, fault: "slow" },
      { atMs: 51, fault: "timeout" },
    ]);
    expect(thinFirings(firings, 0, 2)).toHaveLength(2);
  });
});
