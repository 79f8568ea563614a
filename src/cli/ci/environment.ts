import { isAbsolute, relative, resolve, sep } from "node:path";
import type { ReportedScenario } from "../../report/report.ts";
import { escapeWorkflowCommands } from "../../text/github.ts";

/** The environment variables of the process. */
export type CiEnvironment = Readonly<Record<string, string | undefined>>;

/** Whether this is a job of GitHub Actions. */
export function isGitHub(env: CiEnvironment): boolean {
  return env["GITHUB_ACTIONS"] === "true";
}

/** Whether this is a job of GitLab CI. */
export function isGitLab(env: CiEnvironment): boolean {
  return env["GITLAB_CI"] === "true";
}

/** Text in which GitHub Actions finds no command; unchanged elsewhere. */
export function escapeOnGitHub(text: string, env: CiEnvironment = process.env): string {
  return isGitHub(env) ? escapeWorkflowCommands(text) : text;
}

/** A path relative to the root of the repository, as GitHub expects it; unchanged if the root is unknown or the file is outside it. */
export function inWorkspace(file: string, cwd: string, env: CiEnvironment): string {
  const workspace = env["GITHUB_WORKSPACE"] ?? "";
  const near = workspace === "" ? ".." : relative(workspace, resolve(cwd, file));
  return near.startsWith("..") || isAbsolute(near) ? file : near.split(sep).join("/");
}

/** Names the files of a scenario relative to the root of the repository instead of the working folder. */
export function fromWorkspace(scenario: ReportedScenario, cwd: string, env: CiEnvironment): ReportedScenario {
  const { source } = scenario;
  if (source === undefined) return scenario;
  const locate = (path: readonly (string | number)[]) => {
    const { file, line } = source.locate(path);
    return { file: inWorkspace(file, cwd, env), line };
  };
  return { ...scenario, source: { ...source, file: inWorkspace(source.file, cwd, env), locate } };
}
