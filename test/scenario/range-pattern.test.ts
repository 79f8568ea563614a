import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalPattern, groupedPattern, wholePattern } from "../../src/scenario/range-pattern.ts";

const range = fc
  .tuple(fc.nat(3_000_000), fc.nat(3_000_000))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

const allows = (pattern: string, text: string) => new RegExp(`^(?:${pattern})$`, "u").test(text);

describe("a range as a pattern", () => {
  it("is short where it can be", () => {
    expect(wholePattern(0, 9)).toBe("\\d");
    expect(wholePattern(10, 100)).toBe("[1-9]\\d|100");
    expect(wholePattern(1, 10_000)).toBe("[1-9]|[1-9]\\d|[1-9]\\d{2}|[1-9]\\d{3}|10000");
    expect(groupedPattern(1, 10_000)).toBe("[1-9]_\\d{3}|10_000");
    expect(groupedPattern(1, 10)).toBeUndefined();
    expect(decimalPattern(10, 2_000, 3)).toBe(
      "0\\.0[1-9](?:\\d)?|0\\.[1-9](?:\\d(?:\\d)?)?|1(?:\\.\\d(?:\\d(?:\\d)?)?)?|2(?:\\.0(?:0(?:0)?)?)?",
    );
  });

  it("allows the numbers of the range and no others", () => {
    fc.assert(
      fc.property(range, fc.nat(4_000_000), ({ from, to }, number) => {
        const inside = number >= from && number <= to;
        expect(allows(wholePattern(from, to), String(number))).toBe(inside);
        const grouped = number.toLocaleString("en-US").replaceAll(",", "_");
        const pattern = groupedPattern(from, to);
        expect(pattern !== undefined && allows(pattern, grouped)).toBe(inside && number >= 1_000);
      }),
    );
  });

  it("allows a decimal number with and without the zeros at its end", () => {
    fc.assert(
      fc.property(range, fc.nat(4_000_000), fc.nat(3), ({ from, to }, number, keep) => {
        const full = (number / 1_000).toFixed(3);
        const cut = full.replace(new RegExp(`0{0,${keep}}$`), "").replace(/\.$/, "");
        for (const text of [full, cut]) {
          expect(allows(decimalPattern(from, to, 3), text)).toBe(number >= from && number <= to);
        }
      }),
    );
  });

  it("holds at both ends", () => {
    fc.assert(
      fc.property(range, ({ from, to }) => {
        for (const number of [from - 1, from, to, to + 1].filter((each) => each >= 0)) {
          const inside = number >= from && number <= to;
          expect(allows(wholePattern(from, to), String(number))).toBe(inside);
          expect(allows(decimalPattern(from, to, 3), (number / 1_000).toFixed(3))).toBe(inside);
        }
      }),
    );
  });
});
