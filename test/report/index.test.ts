import { describe, expect, it } from "vitest";
import { reporters } from "../../src/report/index.ts";
import { reporterNames } from "../../src/report/report.ts";
import { runOf, violated } from "./samples.ts";

describe("the list of reporters", () => {
  it("has exactly the reporters that have a name", () => {
    expect(Object.keys(reporters).toSorted()).toEqual(reporterNames.toSorted());
  });

  it.each(reporterNames)("%s ends its text with one line break and leaves the run as it was", async (name) => {
    const run = runOf([violated], "violated", 1);
    const before = structuredClone(run);
    const reporter = await reporters[name]();
    expect(reporter(run, { colour: 0, width: 80 })).toMatch(/[^\n]\n$/);
    expect(run).toEqual(before);
  });
});
