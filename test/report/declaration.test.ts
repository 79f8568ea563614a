import { describe, expect, it } from "vitest";
import { htmlReporter } from "../../src/report/html/page.ts";
import { junit } from "../../src/report/junit.ts";
import { markdown } from "../../src/report/markdown.ts";
import { table } from "../../src/report/table.ts";
import { declarationText } from "../../src/report/wording.ts";
import { balanced, declared, runOf } from "./samples.ts";

const screen = { colour: 0, width: 100 } as const;
const says = "injected timeouts count as never paid, because the target declares it";
const run = runOf([declared], "balanced", 0);

describe("what a verdict rests on because a target declares it", () => {
  it("stands right above the verdict of the table", () => {
    expect(table(run, screen)).toContain(`\n   ${says}\n ✓ BALANCED`);
    expect(table(run, { ...screen, detail: "full" })).toContain(says);
  });

  it("stands behind the verdict of a brief line, or below it without room", () => {
    const brief = (width: number) => table(run, { ...screen, width, detail: "brief" });
    expect(brief(140)).toMatch(/balanced {3}0 sats {3}injected timeouts count as never paid\n/);
    expect(brief(80)).toMatch(/balanced {3}0 sats\n {3}injected timeouts count as never paid\n/);
  });

  it("stands in the reports for reviewers, CI servers and browsers", () => {
    expect(markdown(run, screen)).toContain(
      "BALANCED\n\nInjected timeouts count as never paid, because the target declares it.\n",
    );
    expect(junit(run, screen).replaceAll("&apos;", "'")).toContain(says);
    expect(htmlReporter(run, screen)).toContain("Injected timeouts count as never paid");
  });

  it("is left out without a declaration, and when the node is ours", () => {
    expect(declarationText(balanced)).toBeUndefined();
    expect(declarationText({ ...declared, injectedTimeouts: "unknown" })).toBeUndefined();
    expect(declarationText({ ...declared, oracle: "rail" })).toBeUndefined();
    expect(table(runOf([balanced], "balanced", 0), screen)).not.toContain("never paid");
  });
});
