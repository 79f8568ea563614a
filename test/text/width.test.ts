import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { stripControls } from "../../src/text/strip-controls.ts";
import { graphemes, textWidth, truncateEnd, truncateMiddle } from "../../src/text/width.ts";

describe("the columns of a text", () => {
  it.each([
    ["abc", 3],
    ["−10,200", 7],
    ["東京", 4],
    ["🚀", 2],
    ["e\u0301", 1],
    ["❤️", 2],
    ["👩‍👩‍👧‍👦", 2],
    ["🇨🇭", 2],
    ["1️⃣", 2],
    ["ﾊﾞ", 2],
    ["ｱ", 1],
    ["\u00ad\u200b", 0],
    ["", 0],
  ])("of %j are %i", (text, columns) => {
    expect(textWidth(text)).toBe(columns);
  });

  it("are those that string-width counts", () => {
    const character = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
      fc.constantFrom(..."aé\u00a0−✓✗│·…東한ア🚀⌚☎©"),
      fc.constantFrom("❤️", "👩‍👩‍👧‍👦", "👍🏽", "🇨🇭", "1️⃣", "e\u0301", "ﾊﾞ", "\u200b", "\u00ad", "☎️", "⌚"),
    );
    fc.assert(
      fc.property(fc.array(character), (characters) => {
        const text = stripControls(characters.join(""));
        expect(textWidth(text)).toBe(stringWidth(text));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a shortened text", () => {
  it.each([
    ["project_test_001", 16, "project_test_001"],
    ["project_test_001", 15, "project…est_001"],
    ["project_test_001", 9, "proj…_001"],
    ["東京東京", 6, "東…京"],
    ["👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 5, "👩‍👩‍👧‍👦…👩‍👩‍👧‍👦"],
  ])("of %j in %i columns is %j", (text, columns, expected) => {
    expect(truncateMiddle(text, columns)).toBe(expected);
  });

  it("never takes more columns than it is given", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 3, max: 40 }), (text, columns) => {
        return textWidth(truncateMiddle(stripControls(text), columns)) <= columns;
      }),
    );
  });
});

describe("a clipped text", () => {
  it.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "abc"],
    ["a東京", 4, "a東"],
    ["👍🏽👍🏽", 3, "👍🏽"],
  ])("of %j in %i columns is %j", (text, columns, expected) => {
    expect(truncateEnd(text, columns)).toBe(expected);
  });

  it("splits no character", () => {
    expect(graphemes("e\u0301👍🏽1️⃣")).toEqual(["e\u0301", "👍🏽", "1️⃣"]);
  });
});
