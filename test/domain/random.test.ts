import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_SEED, sample, seededChance } from "../../src/domain/random.ts";

describe("chance", () => {
  it("repeats itself from the same seed, and not from another", () => {
    const draws = (seed: number) => Array.from({ length: 5 }, seededChance(seed));
    expect(draws(42)).toEqual(draws(42));
    expect(draws(42)).not.toEqual(draws(43));
  });

  it("stays in [0, 1) and has the mean of an even distribution", () => {
    const chance = seededChance(7);
    const values = Array.from({ length: 100_000 }, chance);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0.5, 2);
  });

  it("chooses exactly as many different numbers as asked, in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_SEED }), fc.nat(300), fc.nat(300), (seed, left, right) => {
        const [count, size] = [Math.min(left, right), Math.max(left, right)];
        const chosen = sample(size, count, seededChance(seed));
        expect(new Set(chosen).size).toBe(count);
        expect(chosen.every((value) => value >= 0 && value < size)).toBe(true);
        expect(chosen).toEqual([...chosen].sort((a, b) => a - b));
      }),
    );
  });

  it("refuses to choose more than there are", () => {
    expect(() => sample(3, 4, seededChance(1))).toThrow("cannot choose 4 out of 3");
  });
});
