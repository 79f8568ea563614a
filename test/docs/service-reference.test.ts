import { describe, expect, it } from "vitest";
import { serviceSchemaText } from "../../src/cli/actions/init.ts";
import { servicePage } from "./service-reference.ts";

describe("docs/service-file.md", () => {
  it("says what the schema says", async () => {
    await expect(servicePage(JSON.parse(serviceSchemaText()))).toMatchFileSnapshot("../../docs/service-file.md");
  });

  it("has every key, and each kind of map once", () => {
    const page = servicePage(JSON.parse(serviceSchemaText()));
    for (const key of ["dialect", "tls", "pay", "command", "call", "graphql", "steps", "capture", "when", "matches"]) {
      expect(page).toContain(`| \`${key}\` |`);
    }
    expect(page.split("\n").filter((line) => line === "## Condition")).toHaveLength(1);
  });
});
