import { describe, expect, it } from "vitest";
import type { CiEnvironment } from "../../../src/cli/ci/environment.ts";
import { fromWorkspace } from "../../../src/cli/ci/environment.ts";
import { ciChoices, reporterChoices } from "../../../src/cli/output/reporter-choice.ts";
import { reporterNames } from "../../../src/report/index.ts";
import { violated } from "../../report/samples.ts";

const github = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: "/tmp/summary.md" };
const gitlab = { GITLAB_CI: "true" };

/** What CI adds to what the flags ask for, each as `name` or `name=file`, with `>>` where it is added to a file. */
function added(flags: readonly string[], env: CiEnvironment): readonly string[] {
  return ciChoices(reporterChoices(flags, reporterNames), env).map(({ name, file, appended }) =>
    file === undefined ? name : `${name}${appended === true ? ">>" : "="}${file}`,
  );
}

describe("what CI enables automatically", () => {
  it("is nothing outside CI", () => {
    expect(added([], {})).toEqual([]);
    expect(added([], { CI: "true", GITHUB_ACTIONS: "false", GITHUB_STEP_SUMMARY: "/tmp/summary.md" })).toEqual([]);
  });

  it.each([
    ["no reporter", [], ["github", "markdown>>/tmp/summary.md"]],
    ["the table", ["table"], ["github", "markdown>>/tmp/summary.md"]],
    ["nothing on the screen", ["junit=junit.xml"], ["github", "markdown>>/tmp/summary.md"]],
    ["json on the screen", ["json"], ["markdown>>/tmp/summary.md"]],
    ["junit on the screen", ["junit"], ["markdown>>/tmp/summary.md"]],
    ["markdown on the screen", ["markdown"], []],
    ["markdown in a file", ["markdown=comment.md"], ["github"]],
    ["annotations on the screen", ["github"], ["markdown>>/tmp/summary.md"]],
    ["annotations in a file", ["github=notes.txt"], ["markdown>>/tmp/summary.md"]],
  ])("on GitHub, where %s was asked for", (_, flags, expected) => {
    expect(added(flags, github)).toEqual(expected);
  });

  it("on GitHub without a summary is only the annotations", () => {
    expect(added([], { GITHUB_ACTIONS: "true" })).toEqual(["github"]);
  });

  it.each([
    ["no reporter", [], ["junit=chaos-payout-junit.xml"]],
    ["json on the screen", ["json"], ["junit=chaos-payout-junit.xml"]],
    ["junit in another file", ["junit=other.xml"], []],
  ])("on GitLab, where %s was asked for", (_, flags, expected) => {
    expect(added(flags, gitlab)).toEqual(expected);
  });
});

describe("the file of a scenario on GitHub", () => {
  const source = { file: "scenarios/a.yaml", locate: () => ({ file: "../base.yaml", line: 7 }) };
  const named = (env: CiEnvironment, cwd: string) => {
    const there = fromWorkspace({ ...violated, source }, cwd, env).source;
    return [there?.file, there?.locate([])];
  };

  it("is relative to the root of the repository, whatever the working folder", () => {
    const env = { GITHUB_WORKSPACE: "/home/runner/work/shop/shop" };
    expect(named(env, "/home/runner/work/shop/shop/api")).toEqual([
      "api/scenarios/a.yaml",
      { file: "base.yaml", line: 7 },
    ]);
    expect(named(env, "/home/runner/work/shop/shop")).toEqual(["scenarios/a.yaml", { file: "../base.yaml", line: 7 }]);
  });

  it("is unchanged if the root is unknown or the file is outside it", () => {
    expect(named({}, "/tmp")[0]).toBe("scenarios/a.yaml");
    expect(named({ GITHUB_WORKSPACE: "/elsewhere" }, "/tmp")[0]).toBe("scenarios/a.yaml");
    expect(fromWorkspace(violated, "/tmp", { GITHUB_WORKSPACE: "/tmp" })).toBe(violated);
  });
});
