import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markdownBlock, markdownCode, markdownText } from "../../src/text/markdown.ts";

describe("code in a line", () => {
  it.each([
    ["plain", "`plain`"],
    ["a`b", "``a`b``"],
    ["`a`", "`` `a` ``"],
    ["a``b`", "``` a``b` ```"],
    ["<b> @someone #1 [x](y) *", "`<b> @someone #1 [x](y) *`"],
    ["two\nlines\u001b[2J", "`two lines`"],
    ["", "–"],
    [" ", "–"],
  ])("of %j is %s", (text, expected) => {
    expect(markdownCode(text)).toBe(expected);
  });

  it("keeps the cells of a table apart", () => {
    expect(markdownCode("a|b", true)).toBe("`a\\|b`");
    expect(markdownCode("a|b")).toBe("`a|b`");
  });
});

describe("a block of code", () => {
  it("ends where it ends, whatever is in it", () => {
    expect(markdownBlock(["a", "```", "  b````", "c"])).toBe("`````text\na\n```\n  b````\nc\n`````");
  });
});

describe("a sentence", () => {
  it.each([
    ["10 payouts, −10,200 sats", "10 payouts, −10,200 sats"],
    ["charged-not-paid: project_a", "charged-not-paid: project\\_a"],
    ["<img src=x> & *b* ~c~ |d| `e` $f$", "&lt;img src=x&gt; &amp; \\*b\\* \\~c\\~ \\|d\\| \\`e\\` \\$f\\$"],
    ["[x](http://a.b) www.c.d", "\\[x\\](http:\u200b//a.b) www\u200b.c.d"],
    ["ask @someone or a@b.c", "ask @\u200bsomeone or a@\u200bb.c"],
    ["see #12, o/r#3 and GH-4", "see \\#\u200b12, o/r\\#\u200b3 and GH-\u200b4"],
    ["# no heading", "\\# no heading"],
    ["- no item", "\\- no item"],
    ["1. no item", "1\u200b. no item"],
    ["0.1.0", "0.1.0"],
    ["\\", "\\\\"],
  ])("%j is written %j", (text, expected) => {
    expect(markdownText(text)).toBe(expected);
  });

  it("holds no mention and no tag, whatever it says", () => {
    const letters = fc.string({ unit: fc.constantFrom("@", "#", "a", "1", "<", ">", "`", "|", "\\", "/", ":") });
    fc.assert(
      fc.property(letters, (text) => {
        expect(markdownText(text)).not.toMatch(/@\w|[<>]|#\d|(?<!\\)(?:\\\\)*[`|]/);
      }),
    );
  });
});
