import { describe, expect, it } from "vitest";
import { reporterNames, reporters } from "../../src/report/index.ts";
import { runOf, violated } from "./samples.ts";

describe("the list of reporters", () => {
  it("has the table, which is the default, first", () => {
    expect(reporterNames).toEqual(["table", "json", "junit", "markdown", "github", "html"]);
  });

  it.each(reporterNames)("%s ends its text with one line break and leaves the run as it was", async (name) => {
    const run = runOf([violated], "violated", 1);
    const before = structuredClone(run);
    const reporter = await reporters[name].load();
    expect(reporter(run, { colour: 0, width: 80 })).toMatch(/[^\n]\n$/);
    expect(run).toEqual(before);
  });
});
