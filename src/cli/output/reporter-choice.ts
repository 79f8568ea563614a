import { drawingReporters, type ReporterName } from "../../report/index.ts";
import { type CiEnvironment, isGitHub, isGitLab } from "../ci/environment.ts";
import { suggestion, UsageError } from "../errors.ts";
import { identityOf, isStream, refuseUnwritable } from "./files.ts";

/** One report: which reporter renders it, and the file it goes to; undefined is stdout. */
export interface ReporterChoice<Name extends string = ReporterName> {
  readonly name: Name;
  readonly file: string | undefined;
  /** Enabled by CI and not requested, so failing to write it does not fail the command. */
  readonly automatic?: boolean;
  /** Appended to a file that other programs write to as well. */
  readonly appended?: boolean;
  /** Printed on stderr once the file is written. */
  readonly notice?: string;
}

/** Reads the `--reporter` flags; without any, the first of `names`. @throws UsageError */
export function reporterChoices<Name extends string>(
  flags: readonly string[],
  names: readonly [Name, ...Name[]],
): readonly ReporterChoice<Name>[] {
  const choices = flags.map((flag) => reporterChoice(flag, names));
  const [first, second] = choices.filter(({ file }) => file === undefined);
  if (first !== undefined && second !== undefined) {
    throw new UsageError(
      `${first.name} and ${second.name} cannot both go to stdout: give one of them a file, as in --reporter ${second.name}=FILE`,
    );
  }
  refuseSameFile(choices);
  return choices.length === 0 ? [{ name: names[0], file: undefined }] : choices;
}

function refuseSameFile(choices: readonly ReporterChoice<string>[]): void {
  const taken = new Map<string, string>();
  for (const { name, file } of choices) {
    if (file === undefined || isStream(file)) continue;
    const other = taken.get(identityOf(file));
    if (other !== undefined) throw new UsageError(`${other} and ${name} cannot both go to ${file}: name two files`);
    taken.set(identityOf(file), name);
  }
}

function reporterChoice<Name extends string>(flag: string, names: readonly Name[]): ReporterChoice<Name> {
  const [, name = "", file] = /^([^=]*)(?:=(.*))?$/s.exec(flag) ?? [];
  const known = names.find((each) => each === name);
  if (known === undefined) throw new UsageError(`there is no reporter "${name}": ${suggestion(name, names)}`);
  if (file === undefined && (drawingReporters as readonly string[]).includes(name)) {
    throw new UsageError(`--reporter ${name} needs a file: --reporter ${name}=report.${name}`);
  }
  if (file === "") throw new UsageError(`--reporter ${name}= names no file`);
  if (file !== undefined) refuseUnwritable(`--reporter ${flag}`, file);
  return { name: known, file };
}

/** Where the junit report goes on GitLab, relative to the working folder. */
export const GITLAB_FILE = "chaos-payout-junit.xml";

/**
 * The reporters that CI enables: on GitHub Actions annotations after the table, and the job summary; on GitLab junit, for the merge request.
 * A requested reporter is not added again, and nothing joins a report for programs on stdout.
 */
export function ciChoices(requested: readonly ReporterChoice[], env: CiEnvironment): readonly ReporterChoice[] {
  const isRequested = (name: ReporterChoice["name"]) => requested.some((choice) => choice.name === name);
  const isForPrograms = requested.some(({ name, file }) => file === undefined && name !== "table");
  const choices: ReporterChoice[] = [];
  if (isGitHub(env)) {
    const summary = env["GITHUB_STEP_SUMMARY"] ?? "";
    if (!isRequested("github") && !isForPrograms) choices.push({ name: "github", file: undefined, automatic: true });
    if (!isRequested("markdown") && summary !== "")
      choices.push({ name: "markdown", file: summary, automatic: true, appended: true });
  }
  if (isGitLab(env) && !isRequested("junit")) {
    const notice = `GitLab CI: the junit report was written to ${GITLAB_FILE} (--no-ci disables this)`;
    choices.push({ name: "junit", file: GITLAB_FILE, automatic: true, notice });
  }
  return choices;
}
