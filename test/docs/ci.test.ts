import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { exitCodeTable, severity } from "../../src/cli/exit-code.ts";
import { reporterChoices } from "../../src/cli/output/reporter-choice.ts";
import { createProgram } from "../../src/cli/program.ts";
import { reporterNames } from "../../src/report/index.ts";

const text = readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8");

/** The blocks of a language, without the blanks that all of their lines begin with. */
function blocks(language: string): readonly string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , block = ""]) => block.replaceAll(new RegExp(`^${/^ */.exec(block)?.[0] ?? ""}`, "gm"), ""));
}

/** Every command line of the page, as words. */
const commands = [...text.matchAll(/npx chaos-payout ([^\n'|]+)/g)].map(([, words = ""]) => words.trim().split(" "));

/** Reads a command line as the program would, and runs nothing. @throws CommanderError */
function read(words: readonly string[]): Readonly<Record<string, unknown>> {
  const program = createProgram("0.0.0");
  let options: Readonly<Record<string, unknown>> = {};
  for (const command of program.commands) {
    command.configureOutput({ writeErr: () => {} }).action((...all) => {
      options = (all.at(-1) as Command).opts();
    });
  }
  program.parse(words, { from: "user" });
  return options;
}

describe("the page about CI", () => {
  it("has the exit codes that the program has, in its words", () => {
    const rows = [...text.matchAll(/^\| (\d+) \| (.*?) \| (.*?) \|$/gm)].map(([, ...cells]) => cells);
    const lower = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1);
    expect(rows).toEqual(exitCodeTable.map(({ code, means, next }) => [String(code), means, lower(next)]));
    expect(text).toContain(severity.join(", "));
  });

  it.each(blocks("yaml"))("has YAML that can be read: %s", (yaml) => {
    expect(() => parse(yaml)).not.toThrow();
  });

  it.each(blocks("sh"))("has shell that can be read: %s", (script) => {
    expect(execFileSync("sh", ["-n"], { input: script, encoding: "utf8" })).toBe("");
  });

  it("has a recipe for each of five places", () => {
    expect(text.match(/^## (?:GitHub Actions|GitLab|Jenkins|CircleCI|Any shell)$/gm)).toHaveLength(5);
  });

  it.each(commands.map((words) => words.join(" ").replace(/ \|\| code=\$\?$/, "")))(
    "can run chaos-payout %s",
    (line) => {
      const { reporter } = read(line.split(" "));
      const asked = (reporter as readonly string[]).map((flag) => flag.replace("=reports/", "="));
      expect(() => reporterChoices(asked, reporterNames)).not.toThrow();
    },
  );

  it("would notice a command that the program does not have", () => {
    expect(commands.length).toBeGreaterThan(10);
    expect(() => read(["run", "--no-such-thing"])).toThrow("unknown option");
  });
});
