import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/cli/errors.ts";
import { matchesFilters } from "../../../src/cli/scenarios/filter.ts";
import { loadScenarios, readScenarios } from "../../../src/cli/scenarios/load.ts";
import { validateScenarios } from "../../../src/cli/validation/check.ts";
import { scenarioText, useWorkingFolder } from "./scenario-folder.ts";

describe("a filter", () => {
  const spike = { name: "spike-timeout", priority: "P1" };

  it.each([
    ["a part of the name", "timeout", true],
    ["the name in upper case", "SPIKE", true],
    ["another word", "late", false],
    ["a pattern of the whole name", "spike-*", true],
    ["a pattern that fits a part only", "pike-*", false],
    ["a pattern with one letter open", "spike-time???", true],
    ["a pattern with one letter too many open", "spike-timeout?", false],
    ["a mark of regular expressions, which stands for itself", "spike.*", false],
    ["an unclosed bracket in a pattern", "spike[*", false],
    ["its priority", "P1", true],
    ["its priority in lower case", "p1", true],
    ["another priority", "P2", false],
  ])("by %s", (_, text, chosen) => {
    expect(matchesFilters([text], spike)).toBe(chosen);
  });

  it("that is missing chooses everything, and several choose what matches one of them", () => {
    expect([
      matchesFilters([], spike),
      matchesFilters(["P3", "spike"], spike),
      matchesFilters(["P3", "late"], spike),
    ]).toEqual([true, true, false]);
  });

  it("by priority excludes a scenario without one", () => {
    expect(matchesFilters(["P1"], { name: "quiet" })).toBe(false);
  });
});

describe("files", () => {
  const cwd = useWorkingFolder();

  async function chosen(args: readonly string[], ...filters: string[]): Promise<string[]> {
    return (await loadScenarios(args, cwd.path, { filters })).map(({ scenario }) => scenario.name);
  }

  it("of a folder and of ./scenarios are chosen by name and by priority", async () => {
    cwd.write("scenarios/a.yaml", `${scenarioText("evening-rush")}priority: P1\n`);
    cwd.write("scenarios/b.yaml", scenarioText("evening-calm"));
    expect(await chosen(["scenarios/"], "P1")).toEqual(["evening-rush"]);
    expect(await chosen([], "evening-*")).toEqual(["evening-rush", "evening-calm"]);
  });

  it("in ./scenarios that do not include a shipped name: the error says how to run the shipped one", async () => {
    cwd.write("scenarios/a.yaml", scenarioText("evening-rush"));
    const none = (filter: string) => `no scenario matches --filter "${filter}": there is evening-rush`;
    const way = "; --filter looks only in ./scenarios, use `chaos-payout run late-settle` for the shipped one";
    await expect(chosen([], "late-settle")).rejects.toThrow(new UsageError(`${none("late-settle")}${way}`));
    await expect(chosen([], "late-settl")).rejects.toThrow(new UsageError(none("late-settl")));
    await expect(chosen(["evening-rush"], "late-settle")).rejects.toThrow(UsageError);
  });

  it("of the package are all candidates, without an argument and without ./scenarios", async () => {
    expect(await chosen([], "P1")).toEqual((await loadScenarios([], cwd.path)).map(({ scenario }) => scenario.name));
    expect(await chosen([], "late-*", "lnd-")).toEqual(["late-settle", "lnd-5396", "lnd-8884"]);
  });

  it("that match no filter are an error, which lists what there is", async () => {
    cwd.write("a.yaml", `${scenarioText("evening-rush")}priority: P1\n`);
    cwd.write("b.yaml", scenarioText("evening-calm"));
    await expect(loadScenarios(["."], cwd.path, { filters: ["P2", "mroning"] })).rejects.toThrow(
      new UsageError(
        'no scenario matches --filter "P2" or --filter "mroning": there are evening-rush (P1), evening-calm',
      ),
    );
  });

  it("that are broken are excluded only by their name", async () => {
    cwd.write("good.yaml", `${scenarioText("good")}priority: P1\n`);
    cwd.write("bad.yaml", "name: bad\n");
    const files = async (...filters: string[]) => {
      return (await readScenarios(["."], cwd.path, { filters })).map(({ each }) => each.file);
    };
    expect(await files("good")).toEqual(["good.yaml"]);
    expect(await files("P1")).toEqual(["bad.yaml", "good.yaml"]);
    expect(await files("good", "b*")).toEqual(["bad.yaml", "good.yaml"]);
  });

  it("are validated only if they are chosen", async () => {
    cwd.write("good.yaml", scenarioText("good"));
    cwd.write("bad.yaml", "name: bad\n");
    const { ok, files } = await validateScenarios(["."], cwd.path, { filters: ["good"] });
    expect([ok, files.map(({ file }) => file)]).toEqual([true, ["good.yaml"]]);
  });
});
