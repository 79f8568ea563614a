import { describe, expect, it } from "vitest";
import { problemAnnotations } from "../../../src/cli/ci/annotations.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";

const result = parseScenario("name: a\nlod: 5%\n", "scenarios/a,b.yaml", { set: ["drain=1"] });
const problems = result.ok ? [] : result.problems;
const ci = { GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: "/work/shop" };
const table = [{ name: "table", file: undefined }];
const annotated = (how: Partial<Parameters<typeof problemAnnotations>[1]>) =>
  problemAnnotations(problems, { choices: table, cwd: "/work/shop/api", ci, ...how });

describe("the problems of a scenario file on GitHub", () => {
  it("are annotated at their positions, relative to the root of the repository", () => {
    const lines = annotated({}).trimEnd().split("\n");
    expect(lines).toHaveLength(problems.length);
    const at = (place: string) => `::error file=api/scenarios/a%2Cb.yaml,${place},title=chaos-payout%3A bad scenario::`;
    expect(lines).toContain(`${at("line=2,col=1")}unknown key "lod": did you mean "load"?`);
    expect(lines.at(-1)).toBe(
      `${at("line=1,col=1")}--set drain=1: drain must be a duration from 10ms to 10m (got 1: write 1s)`,
    );
  });

  it("are not annotated outside GitHub, with --no-ci, or beside a report for programs", () => {
    expect(annotated({ ci: {} })).toBe("");
    expect(annotated({ ci: undefined })).toBe("");
    expect(annotated({ choices: [{ name: "json", file: undefined }] })).toBe("");
    expect(annotated({ choices: [{ name: "json", file: "r.json" }] })).not.toBe("");
  });
});
