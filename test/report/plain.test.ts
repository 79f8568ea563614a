import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, plain, shortened } from "../../src/report/plain.ts";

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
    ["", 0],
  ])("of %j are %i", (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });
});

describe("a shortened text", () => {
  it.each([
    ["project_test_001", 16, "project_test_001"],
    ["project_test_001", 15, "project…est_001"],
    ["project_test_001", 9, "proj…_001"],
    ["東京東京", 6, "東…京"],
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
