import { describe, expect, it } from "vitest";
import { expectFlag, expectText } from "../../src/cli/commands/expect-flag.ts";

describe("--expect", () => {
  it.each([
    ["violated", { verdict: "violated" }],
    ["inconclusive", { verdict: "inconclusive" }],
    ["violated:charged-not-paid", { verdict: "violated", findings: ["charged-not-paid"] }],
    ["stuck:stuck-pending", { verdict: "stuck", findings: ["stuck-pending"] }],
    ["violated:double-paid,overdraft", { verdict: "violated", findings: ["double-paid", "overdraft"] }],
  ])("takes %s, and is written so in the line that repeats the run", (text, expected) => {
    expect(expectFlag(text)).toEqual(expected);
    expect(expectText(expectFlag(text))).toBe(text);
  });

  it("takes a finding once", () => {
    expect(expectText(expectFlag("violated:overdraft, overdraft"))).toBe("violated:overdraft");
  });

  it.each([
    ["violatd", '"violatd" is no verdict: did you mean "violated"?'],
    ["", '"" is no verdict: choose violated, stuck, inconclusive, balanced'],
    ["violated:charged-not-payed", '"charged-not-payed" is no finding: did you mean "charged-not-paid"?'],
    ["violated:overdraft,", '"" is no finding: choose '],
    ["balanced:overdraft", "Findings go with the verdicts violated and stuck, and here it is balanced."],
  ])("refuses %j with a way out", (text, message) => {
    expect(() => expectFlag(text)).toThrow(message);
  });
});
