import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { charactersOf, clipped, columnsOf, plain, shortened } from "../../src/text/plain.ts";

describe("plain text", () => {
  it.each([
    ["project_test_001", "project_test_001"],
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u009b1;31mred", "red"],
    ["\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["\u001b]0;title\u0007name", "name"],
    ["\u001bPq#0\u001b\\after", "after"],
    ["\u001bcreset", "reset"],
    ["a\r\nb\tc\u2028d", "a b c d"],
    ["1\u202e23", "123"],
    ["nul\u0000bell\u0007", "nulbell"],
    ["Zürich · 東京 ✓", "Zürich · 東京 ✓"],
  ])("makes %j to %j", (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it("has no control character left, whatever it was made from", () => {
    const text = fc.string({
      unit: fc.constantFrom("\u001b", "[", "]", "m", "\u009b", "\u0007", "\n", "\\", "P", "a"),
    });
    fc.assert(fc.property(text, (anything) => !/\p{Cc}/u.test(plain(anything))));
  });
});

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
    expect(columnsOf(text)).toBe(columns);
  });

  // string-width measures the same, but takes longer to load than the rest of a report.
  it("are those that string-width counts, whatever the text", () => {
    const character = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
      fc.constantFrom(..."aé−✓✗│·…東한ア🚀⌚☎©"),
      fc.constantFrom("❤️", "👩‍👩‍👧‍👦", "👍🏽", "🇨🇭", "1️⃣", "e\u0301", "ﾊﾞ", "\u200b", "\u00ad", "☎️", "⌚"),
    );
    fc.assert(
      fc.property(fc.array(character), (characters) => {
        const text = plain(characters.join(""));
        expect(columnsOf(text)).toBe(stringWidth(text));
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
    expect(shortened(text, columns)).toBe(expected);
  });

  it("never takes more columns than it is given", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 3, max: 40 }), (text, columns) => {
        return columnsOf(shortened(plain(text), columns)) <= columns;
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
    expect(clipped(text, columns)).toBe(expected);
  });

  it("tears no character apart", () => {
    expect(charactersOf("e\u0301👍🏽1️⃣")).toEqual(["e\u0301", "👍🏽", "1️⃣"]);
  });
});
