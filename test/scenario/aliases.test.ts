import { describe, expect, it } from "vitest";
import { complaintsIn, GOOD } from "./text.ts";

const endless = "is inside the value that it repeats, which would never end: write the value out";
const good = { "x.yaml": GOOD };

describe("an alias inside the value that it repeats", () => {
  it.each([
    ["a map", "projects: &p { p: *p }\nname: x\n", "1:19  the alias *p"],
    ["a list", `${GOOD}alerts: &a [1, { b: *a }]\n`, "9:21  the alias *a"],
    ["a map, several levels up", `${GOOD}client: &c { retry: { key: [{ a: *c }] } }\n`, "9:34  the alias *c"],
    ["the whole file", `&all\n${GOOD}client: *all\n`, "10:9  the alias *all"],
  ])("is reported at its place in %s", (_, text, place) => {
    expect(complaintsIn({ "x.yaml": text })).toEqual([`x.yaml:${place} ${endless}`]);
  });

  it("is reported in --set", () => {
    expect(complaintsIn(good, { set: ["projects=&p { p: *p }"] })).toEqual([
      `--set projects=&p { p: *p } (x.yaml)  the alias *p ${endless}`,
    ]);
  });

  it("is reported in a base", () => {
    const files = { "base.yaml": "projects: &p { p: *p }\n", "x.yaml": "name: x\nextends: base.yaml\n" };
    expect(complaintsIn(files)).toEqual([`base.yaml:1:19  the alias *p ${endless}`]);
  });

  it("is allowed where an inner value reuses the name of the anchor", () => {
    const text = `${GOOD}payouts: &a { amount: { oneOf: [&a 5, *a] } }\n`;
    expect(complaintsIn({ "x.yaml": text })).toEqual([]);
  });
});

describe("data that is larger or deeper than it looks", () => {
  const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}: 1`).join(", ");

  it("is refused at its first alias", () => {
    const wide = `name: x\nload: 1\nclient: { a: &a { ${keys(200)} }, b: ${`[${"*a, ".repeat(30)}]`} }\n`;
    const [told] = complaintsIn({ "x.yaml": wide });
    expect(told).toMatch(/^x\.yaml:3:\d+ {2}the aliases unfold to more than 5,000 values: write the values out$/);
  });

  it("is refused where aliases of aliases nest too deep", () => {
    const nest = (inside: string) => `${"{ x: ".repeat(20)}${inside}${" }".repeat(20)}`;
    const deep = `client: { a: &a ${nest("1")}, b: &b ${nest("*a")} }\n`;
    const [told] = complaintsIn({ "x.yaml": `${GOOD}${deep}` });
    expect(told).toMatch(/^x\.yaml:9:\d+ {2}the aliases unfold to more than 32 levels: write the values out$/);
  });

  it("is refused where a path of --set would create it", () => {
    const path = "a.".repeat(4_000);
    const [told] = complaintsIn(good, { set: [`${path}a=1`] });
    expect(told).toBe(`--set ${path.slice(0, 99)}… (x.yaml)  the path has more than 32 steps`);
  });
});

describe("a key that is used three times", () => {
  it("is reported twice, each time with the line of the first", () => {
    expect(complaintsIn({ "x.yaml": `${GOOD}seed: 1\nseed: 2\nseed: 3\n` })).toEqual([
      'x.yaml:10:1  duplicate key "seed": first used on line 9',
      'x.yaml:11:1  duplicate key "seed": first used on line 9',
    ]);
  });
});
