import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { shippedNotice, type Unnamed } from "../../../src/cli/scenarios/defaults.ts";
import { createWorkingFolder, type WorkingFolder } from "./scenario-folder.ts";

let cwd: WorkingFolder;
beforeEach(() => {
  cwd = createWorkingFolder();
});
afterEach(() => cwd.remove());

const unnamed: Unnamed = { names: [], filters: [], chosen: 4, done: "run" };

describe("the notice that the shipped scenarios are taken", () => {
  it.each([
    [{}, "the four shipped scenarios are run"],
    [{ done: "checked" as const }, "the four shipped scenarios are checked"],
    [{ filters: ["quiet"], chosen: 1 }, "one of the shipped scenarios is run"],
    [{ filters: ["e"], chosen: 17 }, "17 of the shipped scenarios are run"],
  ])("of %j says how many there are, and what is done with them", (change, says) => {
    const line = `chaos-payout: there is no folder ./scenarios here, so ${says}\n`;
    expect(shippedNotice({ ...unnamed, ...change }, cwd.path)).toBe(line);
  });

  it("is not given to somebody who named a scenario, or who has a folder of his own", () => {
    expect(shippedNotice({ ...unnamed, names: ["quiet"] }, cwd.path)).toBe("");
    cwd.write("scenarios/a.yaml", "");
    expect(shippedNotice(unnamed, cwd.path)).toBe("");
  });
});
