import { describe, expect, it } from "vitest";
import { reporterChoices } from "../../src/cli/reports.ts";
import { reporterNames } from "../../src/report/report.ts";

describe("the reporters that are asked for", () => {
  it("may be html only with a file, because a page is of no use on a screen", () => {
    expect(() => reporterChoices(["html"], reporterNames)).toThrow(
      "--reporter html makes a page, which needs a file: --reporter html=report.html",
    );
    expect(reporterChoices(["table", "html=report.html"], reporterNames)).toEqual([
      { name: "table", file: undefined },
      { name: "html", file: "report.html" },
    ]);
  });
});
