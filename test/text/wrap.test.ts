import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hangingIndent, wrapPhrases, wrapText } from "../../src/text/wrap.ts";

describe("wrapping", () => {
  it("breaks between phrases where it can", () => {
    expect(wrapPhrases(["charged 1,020", "node gave up", "never refunded"], 30)).toEqual([
      "charged 1,020 · node gave up ·",
      "never refunded",
    ]);
  });

  it("breaks inside a phrase that is longer than the line, and inside a word only as a last resort", () => {
    expect(wrapPhrases(["ok", "one two three", "abcdefghijkl"], 10)).toEqual([
      "ok ·",
      "one two",
      "three ·",
      "abcdefghij",
      "kl",
    ]);
  });

  it("leaves no separator alone on a line", () => {
    expect(wrapPhrases(["one two three four", "five"], 10)).toEqual(["one two", "three", "four ·", "five"]);
  });

  it("makes no line of nothing", () => {
    expect(wrapPhrases([], 10)).toEqual([]);
    expect(wrapText("", 10)).toEqual([]);
  });

  it("keeps every word, in order, within the columns", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(word), fc.integer({ min: 10, max: 60 }), (words, columns) => {
        const lines = wrapText(words.join(" "), columns);
        expect(lines.every((line) => line.length <= columns)).toBe(true);
        expect(lines.join("").replaceAll(" ", "")).toBe(words.join(""));
      }),
    );
  });
});

describe("hanging lines", () => {
  it("are indented below their prefix", () => {
    expect(hangingIndent(" ? ", 3, ["one", "two"])).toEqual([" ? one", "   two"]);
    expect(hangingIndent(" ? ", 3, [])).toEqual([]);
  });
});
