import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskControls, maskControlsInLines, stripControls } from "../../src/text/strip-controls.ts";

describe("text without controls", () => {
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
    expect(stripControls(text)).toBe(expected);
  });

  it("has no control character left, whatever it was made from", () => {
    const text = fc.string({
      unit: fc.constantFrom("\u001b", "[", "]", "m", "\u009b", "\u0007", "\n", "\\", "P", "a"),
    });
    fc.assert(fc.property(text, (anything) => !/\p{Cc}/u.test(stripControls(anything))));
  });
});

describe("text with masked controls", () => {
  it("keeps every other character in its place", () => {
    expect(maskControls("a\tb\u001b[31m\n\u200b東\u{e0001}x")).toBe("a b\ufffd[31m\ufffd\ufffd東\ufffd\ufffdx");
  });

  it("keeps its lines where it has several", () => {
    expect(maskControlsInLines("one\u001b[2J\ntwo\r")).toBe("one\ufffd[2J\ntwo\ufffd");
  });
});
