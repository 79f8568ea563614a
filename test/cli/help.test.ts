import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.ts";

/** What `--help` of every command prints on a screen of so many columns. */
function helps(columns: number): readonly string[] {
  const program = createProgram("0.0.0");
  return [program, ...program.commands].map((command) => {
    let text = "";
    command.configureOutput({ writeOut: (more) => (text += more), getOutHelpWidth: () => columns });
    command.outputHelp();
    return text;
  });
}

describe("--help", () => {
  it.each([60, 80, 120])("of every command fits into %i columns", (columns) => {
    const lines = helps(columns).flatMap((help) => help.split("\n"));
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });

  it("shows the first steps, beside their commands or on a narrow screen below them", () => {
    const [wide = "", narrow = ""] = [helps(120)[0], helps(60)[0]];
    expect(wide).toContain("  chaos-payout run --strategy rollback               the same run with the fix\n");
    expect(narrow).toContain("  chaos-payout run --strategy rollback\n      the same run with the fix\n");
  });
});
