import { isAbsolute, relative, resolve, sep } from "node:path";
import type { ReportedScenario } from "../../report/report.ts";
import type { ReporterChoice } from "../output/reporter-choice.ts";

/** What of the environment says where the run takes place. */
export type CiEnvironment = Readonly<Record<string, string | undefined>>;

/** Where the junit report goes on GitLab, relative to the working folder. */
export const GITLAB_FILE = "chaos-payout-junit.xml";

const GITLAB_REMARK = `GitLab CI: junit is written to ${GITLAB_FILE} (--no-ci switches this off)`;

/**
 * The reporters that CI switches on by itself, besides those that were asked for. On GitHub Actions: annotations on standard output, after
 * the table, and the job summary. On GitLab: junit, for the test report of a merge request. One that was asked for, wherever it goes, is
 * left to whoever asked; and nothing joins a report on standard output that is for programs.
 */
export function ciChoices(asked: readonly ReporterChoice[], env: CiEnvironment): readonly ReporterChoice[] {
  const isAsked = (name: ReporterChoice["name"]) => asked.some((choice) => choice.name === name);
  const isForPrograms = asked.some(({ name, file }) => file === undefined && name !== "table");
  const choices: ReporterChoice[] = [];
  if (env["GITHUB_ACTIONS"] === "true") {
    const summary = env["GITHUB_STEP_SUMMARY"] ?? "";
    if (!isAsked("github") && !isForPrograms) choices.push({ name: "github", file: undefined, unasked: true });
    if (!isAsked("markdown") && summary !== "")
      choices.push({ name: "markdown", file: summary, unasked: true, appended: true });
  }
  if (env["GITLAB_CI"] === "true" && !isAsked("junit"))
    choices.push({ name: "junit", file: GITLAB_FILE, unasked: true, remark: GITLAB_REMARK });
  return choices;
}

/** A file as GitHub wants it named, from the top of the repository; as it is where that is not known, or where it lies elsewhere. */
export function inWorkspace(file: string, cwd: string, env: CiEnvironment): string {
  const workspace = env["GITHUB_WORKSPACE"] ?? "";
  const near = workspace === "" ? ".." : relative(workspace, resolve(cwd, file));
  return near.startsWith("..") || isAbsolute(near) ? file : near.split(sep).join("/");
}

/**
 * A scenario whose places are named as GitHub wants them, from the top of the repository, although reports name them from the working
 * folder; as it is where that is not known.
 */
export function fromWorkspace(scenario: ReportedScenario, cwd: string, env: CiEnvironment): ReportedScenario {
  const { source } = scenario;
  const workspace = env["GITHUB_WORKSPACE"] ?? "";
  if (source === undefined || workspace === "") return scenario;
  const named = (file: string) => inWorkspace(file, cwd, env);
  const locate = (path: readonly (string | number)[]) => {
    const { file, line } = source.locate(path);
    return { file: named(file), line };
  };
  return { ...scenario, source: { ...source, file: named(source.file), locate } };
}
