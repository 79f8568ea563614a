import { describe, expect, it } from "vitest";
import { scenarioSchemaText } from "../../src/cli/actions/init.ts";
import { scenarioPage } from "./scenario-reference.ts";

describe("docs/scenario.md", () => {
  it("says what the schema says", async () => {
    await expect(scenarioPage(JSON.parse(scenarioSchemaText()))).toMatchFileSnapshot("../../docs/scenario.md");
  });

  it("has every key of the README's scenario", () => {
    const page = scenarioPage(JSON.parse(scenarioSchemaText()));
    for (const key of [
      "balance",
      "concurrency",
      "faults",
      "timeout",
      "duplicates",
      "railTimeout",
      "occurrence",
      "when",
      "findings",
    ]) {
      expect(page).toContain(`| \`${key}\` |`);
    }
  });
});
