import { describe, expect, it } from "vitest";
import { feePhrases } from "../../../src/report/plan/fee-phrases.ts";
import { readFee } from "../../../src/scenario/fee.ts";

function phrasesOf(text: string): string {
  const rule = readFee(text);
  return typeof rule === "string" ? rule : feePhrases(rule).join(" · ");
}

describe("a fee rule in a plan", () => {
  it.each([
    ["{ percent: 2 }", ""],
    ["none", "no fee"],
    ["{ flat: 5 }", "5 sats"],
    ["{ percent: 0.5, flat: 2.5, round: half-up to 1 msat }", "0.5% + 2.5 sats, rounded half-up to 1 msat"],
    ["{ percent: 1, minimum: 3, maximum: 1_000 }", "1%, rounded up to 1 sat · at least 3 sats · at most 1,000 sats"],
    [
      "{ percent: 2, reserve: { percent: 1, atLeast: 2 }, onRefund: kept }",
      "2%, rounded up to 1 sat · reserves 1% or 2 sats more · kept when a payout fails",
    ],
  ])("%s reads: %s", (text, phrases) => {
    expect(phrasesOf(text)).toBe(phrases);
  });

  it.each([
    [
      "{ percent: 101 }",
      "percent must be a percentage from 0 to 100 such as 1 or 0.5%, with up to 4 decimals (got 101)",
    ],
    ["{ percnt: 1 }", 'unknown key "percnt": did you mean "percent"?'],
    ["{ flat: 0.0001 }", "flat must be a number of sats from 0 (got 0.0001: at most three decimals)"],
    ["{ minimum: 2, maximum: 1 }", "maximum must not be less than minimum: swap them"],
    ["5", "fee must be none, or a map such as { percent: 1, flat: 5, round: up to 1 sat } (got 5)"],
  ])("%s is refused: %s", (text, message) => {
    expect(phrasesOf(text)).toBe(message);
  });
});
