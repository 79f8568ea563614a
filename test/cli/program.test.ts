import { describe, expect, it } from "vitest";
import { createProgram, refuseUnknownCommand } from "../../src/cli/program.ts";

const program = createProgram("1.2.3");

function refusal(...words: readonly string[]): string {
  try {
    refuseUnknownCommand(program, words);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

const all =
  "choose run, serve, rail, check, validate, plan, list, reconcile, export, matrix, explore, explain, alerts, init";

describe("an unknown command", () => {
  it("is refused with a suggestion, even beside --help", () => {
    const rum = 'unknown command "rum": did you mean "run"?';
    for (const words of [["rum"], ["rum", "--help"], ["--help", "rum"], ["help", "rum"], ["help", "-h", "rum"]])
      expect(refusal(...words)).toBe(rum);
    expect(refusal("nonsense", "-h")).toBe(`unknown command "nonsense": ${all}`);
    expect(refusal("--", "x".repeat(5_000))).toBe(`unknown command "${"x".repeat(39)}…": ${all}`);
  });

  it("is not reported for a known command, without a command, or for an option, which commander reports", () => {
    for (const words of [
      [],
      ["run"],
      ["run", "nonsense", "--help"],
      ["help"],
      ["help", "run"],
      ["--help"],
      ["help", "help"],
    ])
      expect(refusal(...words)).toBe("");
    expect(refusal("--target", "http://127.0.0.1", "run")).toBe("");
  });
});
