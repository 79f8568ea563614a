import { describe, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit-code.ts";
import { GITLAB_FILE } from "../../src/cli/output/reporter-choice.ts";
import { createProgram } from "../../src/cli/program.ts";
import { duplicateHandlingNames } from "../../src/domain/duplicate-handling.ts";
import { strategyNames } from "../../src/domain/strategy.ts";
import { explain, explainedNames } from "../../src/explain/index.ts";

/** What `--help` prints, of the program and of each of its commands, as if on a terminal of 80 columns. */
function helps(): readonly (readonly [command: string, help: string])[] {
  const program = createProgram("0.0.0");
  return [program, ...program.commands].map((command) => {
    let text = "";
    command.configureOutput({ writeOut: (more) => (text += more), getOutHelpWidth: () => 80 });
    command.outputHelp();
    return [command.name(), text];
  });
}

/** The lists of values that an option can have. */
function choices(help: string): string[][] {
  return [...help.replaceAll(/\s+/g, " ").matchAll(/\(choices: ([^)]+?)(?:, default: [^)]+)?\)/g)].map(
    ([, list = ""]) => [...list.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name),
  );
}

const shown = helps();
const helpOf = (command: string) => shown.find(([name]) => name === command)?.[1] ?? "";

describe("--help", () => {
  it("is read of every command", () => {
    expect(shown.map(([command]) => command)).toEqual(
      expect.arrayContaining([
        "chaos-payout",
        "run",
        "plan",
        "list",
        "serve",
        "validate",
        "reconcile",
        "matrix",
        "explain",
      ]),
    );
    expect(shown.filter(([, help]) => !help.startsWith("Usage: chaos-payout"))).toEqual([]);
  });

  it("lists the strategies as choices of run, serve and matrix, the profiles of serve, and what a target declares of run", () => {
    expect(["run", "serve", "matrix"].map((command) => choices(helpOf(command)))).toEqual([
      [[...strategyNames], ["never-paid", "unknown"], ["artillery", "k6"]],
      [[...strategyNames], [...duplicateHandlingNames]],
      [[...strategyNames]],
    ]);
  });

  it.each(shown)("of %s offers no list of which explain knows a part only", (_, help) => {
    const half = choices(help).filter((list) => list.some((name) => explainedNames.includes(name)));
    expect(half.flat().filter((name) => !explainedNames.includes(name))).toEqual([]);
  });

  it.each(shown)("of %s sends the reader to no name that explain does not know", (_, help) => {
    const named = [...help.matchAll(/chaos-payout explain ([a-z-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => explain(name).length === 0)).toEqual([]);
  });

  it.each(["run", "serve"])("of %s says of every strategy what explain says", (command) => {
    const [, list = ""] = helpOf(command).split("Strategies (chaos-payout explain NAME shows more):\n");
    const lines = (list.split("\n\n")[0] ?? "").trim().split(/\n {2}(?=\S)/);
    expect(lines.map((line) => line.replaceAll(/\s+/g, " "))).toEqual(
      strategyNames.map((name) => `${name} ${explain(name)[0]?.text.summary}`),
    );
  });

  it.each(["chaos-payout", "run"])(
    "of %s has every exit code with what to do about it, in lines of 80 columns",
    (command) => {
      const [, rest = ""] = helpOf(command).split("\nExit codes");
      const [list = ""] = rest.split("\n\n");
      expect([...list.matchAll(/^ {2}(\d+) /gm)].map(([, code]) => Number(code))).toEqual(
        Object.values(exitCodes).toSorted((left, right) => left - right),
      );
      expect(list.replaceAll(/\s+/g, " ")).toContain(
        "2 inconclusive: nothing was proved. A doubt never counts as a pass; see the lines marked with a question mark",
      );
      expect(list.split("\n").filter((line) => line.length > 80)).toEqual([]);
    },
  );

  it.each(["run", "reconcile"])("of %s says what CI enables, and what disables that", (command) => {
    const text = helpOf(command).replaceAll(/\s+/g, " ");
    for (const word of ["GITHUB_ACTIONS=true", "GITLAB_CI=true", GITLAB_FILE, "--no-ci disables all of this"]) {
      expect(text).toContain(word);
    }
  });
});
