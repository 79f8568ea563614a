import { describe, expect, it } from "vitest";
import { expectationText, readExpectation } from "../../src/scenario/expectation.ts";

function textOf(written: string): string {
  const read = readExpectation(written);
  return read.ok ? expectationText(read.expectation) : read.problem;
}

describe("the value of --expect", () => {
  it.each([
    ["violated", { verdict: "violated" }],
    ["inconclusive", { verdict: "inconclusive" }],
    ["violated:charged-not-paid", { verdict: "violated", findings: ["charged-not-paid"] }],
    ["stuck:stuck-pending", { verdict: "stuck", findings: ["stuck-pending"] }],
    ["violated:double-paid,overdraft", { verdict: "violated", findings: ["double-paid", "overdraft"] }],
  ])("%s is read, and written the same in the line that reproduces the run", (text, expectation) => {
    expect(readExpectation(text)).toEqual({ ok: true, expectation });
    expect(textOf(text)).toBe(text);
  });

  it("lists a finding once", () => {
    expect(textOf("violated:overdraft, overdraft")).toBe("violated:overdraft");
  });

  it.each([
    ["violatd", 'unknown verdict "violatd": did you mean "violated"?'],
    ["", 'unknown verdict "": choose violated, stuck, inconclusive, balanced'],
    ["violated:charged-not-payed", 'unknown finding "charged-not-payed": did you mean "charged-not-paid"?'],
    ["violated:overdraft,", expect.stringMatching(/^unknown finding "": choose /)],
    ["balanced:overdraft", "findings can be listed only when the verdict is violated or stuck (got balanced)"],
  ])("%j is refused with a hint", (text, problem) => {
    expect(textOf(text)).toEqual(problem);
  });
});
