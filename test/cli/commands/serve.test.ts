import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../../src/cli/program.ts";

describe("serve refuses in one line", () => {
  it.each([
    [["--port", "70000"]],
    [["--port", "-1"]],
    [["--strategy", "hope"]],
    [["--project", "p"]],
    [["--project", "p=-5"]],
    [["--rail-timeout", "soon"]],
    [["--duplicates", "gold"]],
    [["--crash", "after-lunch:1"]],
    [["--rate-limit", "0/h"]],
    [["--rate-limit", "10/d"]],
  ])("%j", async (flags) => {
    let said = "";
    const program = createProgram("0.0.0");
    const writeErr = (text: string) => {
      said += text;
    };
    for (const command of [program, ...program.commands]) command.configureOutput({ writeErr, outputError: writeErr });
    const error: unknown = await program.parseAsync(["serve", ...flags], { from: "user" }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(CommanderError);
    expect(error).not.toHaveProperty("exitCode", 0);
    expect(said.split("\n")[0]).toContain(flags[0]);
    expect(said.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(2);
  });
});
