import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/**
 * Facts carry meaning, so whoever judges them needs no contract: no fee rule, no path, no status code, no error code, and none of the words
 * that a service has for what an entry did or how a payout stands. These are only handed on, to be shown.
 */
const root = join(import.meta.dirname, "..", "..", "src", "reconcile");
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));

/** The code of a file without its comments, which may well name an example. */
function codeOf(path: string): string {
  return readFileSync(join(root, path), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}

const contract: readonly (readonly [string, RegExp])[] = [
  ["a fee rule", /\b(?:feeSats|costSats|feeMsat)\b/i],
  ["sats, which the contract speaks of", /\w+Sats\b(?<!formatSats)/],
  ["a status code", /\b(?:20[0-4]|40[1-9]|42[0-9]|50[0-4])\b/],
  ["what a status or a code is", /\b(?:status|code)\s*(?:[!=]={1,2}(?!=)|[<>]=?)\s*(?!""|\s)\S/],
  ["an error code", /"[A-Z]+(?:_[A-Z]+)+"|"E[A-Z]{4,}"/],
  ["a path", /"\/|\/api\//],
  ["a word of a service", /"(?:completed|error|expired|restore|cancel|topup|debit|credit)"/],
  ["what a word is", /\bword\s*[!=]==\s*"[^"]/],
  ["where it came from", /from "(?:\.\.\/)+(?:target|engine|embedded|rail|processes|systems|scenario|wire)\//],
];

describe("the judge knows no contract", () => {
  it("and there is something to be read", () => {
    expect(files).toContain("index.ts");
    expect(files.length).toBeGreaterThan(40);
  });

  it.each(contract)("%s", (_, pattern) => {
    const found = files.flatMap((path) =>
      codeOf(path).match(pattern) === null ? [] : `${path}: ${codeOf(path).match(pattern)}`,
    );
    expect(found).toEqual([]);
  });

  it.each([
    ["const cost = costSats(amount);", 0],
    ["line.amountSats", 1],
    ["if (fact.status === 504) return;", 2],
    ["fact.status >= limit", 3],
    ['if (code === "BUSY") return;', 3],
    ['code === "PAYMENT_TIMEOUT"', 4],
    ['fetch("/api/v1/payouts")', 5],
    ['listed === "completed"', 6],
    ['word === "settled"', 7],
    ['import type { Target } from "../target/target.ts";', 8],
  ])("would notice %s", (text, rule) => {
    expect(text).toMatch(contract[rule]?.[1] ?? /never/);
  });
});
