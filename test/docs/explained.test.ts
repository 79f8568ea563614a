import { describe, expect, it } from "vitest";
import { faultsPage, findingsPage, strategiesPage } from "./explained.ts";

describe("the pages of docs/ that are made from explain", () => {
  it.each([
    ["findings.md", findingsPage],
    ["faults.md", faultsPage],
    ["strategies.md", strategiesPage],
  ])("%s says what explain says", async (name, page) => {
    await expect(page()).toMatchFileSnapshot(`../../docs/${name}`);
  });
});
