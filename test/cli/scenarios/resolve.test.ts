import { describe, expect, it } from "vitest";
import { type DefaultedScenarios, shippedNotice } from "../../../src/cli/scenarios/resolve.ts";
import { useWorkingFolder } from "./scenario-folder.ts";

const cwd = useWorkingFolder();

const defaulted: DefaultedScenarios = { names: [], filters: [], chosen: 4, done: "run" };

describe("the notice that the shipped scenarios are used", () => {
  it.each([
    [{}, "the 4 shipped scenarios are run"],
    [{ done: "checked" as const }, "the 4 shipped scenarios are checked"],
    [{ filters: ["quiet"], chosen: 1 }, "1 shipped scenario is run"],
    [{ filters: ["e"], chosen: 17 }, "17 shipped scenarios are run"],
  ])("of %j says how many there are and what is done with them", (change, says) => {
    const line = `chaos-payout: there is no folder ./scenarios, so ${says}\n`;
    expect(shippedNotice({ ...defaulted, ...change }, cwd.path)).toBe(line);
  });

  it("is not printed if a scenario was named or there is a folder ./scenarios", () => {
    expect(shippedNotice({ ...defaulted, names: ["quiet"] }, cwd.path)).toBe("");
    cwd.write("scenarios/a.yaml", "");
    expect(shippedNotice(defaulted, cwd.path)).toBe("");
  });
});
